import { type StackUnderTest, stackUnderTest } from '../runner/stack-under-test.ts';
import { userArgument } from './user-argument.ts';

/** A stack under test, as `--stack` names it. */
export type StackOption = StackUnderTest;

/** Understands the value of `--stack`. */
export const parseStack = userArgument(stackUnderTest);
