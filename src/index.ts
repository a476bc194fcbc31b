/**
 * arpcheck as a library: describe a network and a scenario, run and judge it, search for violations, shrink and explain
 * them. The command line is built on nothing else.
 */
export { catalogue } from '../properties/catalogue.ts';
export { type Coverage, type CoverageSources, coverageOf } from '../properties/coverage.ts';
export type { Fact } from '../properties/facts/fact.ts';
export { facts } from '../properties/facts/index.ts';
export { NOT_COVERED } from '../properties/not-covered.ts';
export {
  type Requirement,
  type RequirementLevel,
  type RequirementNeed,
  type RequirementRole,
  requirements,
} from '../properties/requirements.ts';
export { type SuiteCase, TEST_SUITES, type TestSuite } from '../properties/test-suites/index.ts';
export type * from './model/index.ts';
export { LINUX, PROFILES, RFC826_STRICT } from './model/profile.ts';
export type {
  Finding,
  Judgement,
  Level,
  Monitor,
  MonitorContext,
  Property,
  Verdict,
  Violation,
  World,
} from './monitor/index.ts';
export { judgeTrace } from './monitor/index.ts';
export { referenceStackFactory, type StackChoice, type StackFactory } from './network/index.ts';
export type * from './network/topology.ts';
export {
  type CaptureReport,
  captureOf,
  pcapngOf,
  pcapOf,
  type ReportedCapture,
  type Vantage,
} from './report/pcap.ts';
export { type ReplayResult, replaySchema } from './report/replay-schema.ts';
export { type Result, resultSchema } from './report/result-schema.ts';
export { type ViolationReport, violationText } from './report/text/violation-text.ts';
export {
  type CampaignEvent,
  type CampaignOptions,
  type CampaignResult,
  runCampaign,
} from './runner/campaign.ts';
export { caseId } from './runner/case-id.ts';
export type { CampaignFinding, Wanted } from './runner/finding.ts';
export { caseOf, type FindingOrigin } from './runner/finding-case.ts';
export { type Replay, type ReplayOutcome, replayCase } from './runner/replay.ts';
export { type RunOptions, type RunResult, runScenario } from './runner/run.ts';
export { ALL_KINDS, HONEST_KINDS, type StepKind } from './scenario/arbitraries/rack-steps.ts';
export { type RackOptions, rackScenario, trafficScenario } from './scenario/arbitraries/racks.ts';
export { type SingleStackOptions, singleStackScenario } from './scenario/arbitraries/single-stack.ts';
export { type CaseFile, type ParsedCase, parseCase, readCaseFile, serialiseCase } from './scenario/case-file.ts';
export { formatProblem, type Problem } from './scenario/problem.ts';
export type { Scenario } from './scenario/scenario.ts';
export type * from './scenario/step.ts';
export { type ParsedTopology, parseTopology, readTopologyFile } from './scenario/topology-file.ts';
export type {
  CreateStack,
  ModuleStackImplementation,
  ModuleStackNeighbor,
  ModuleStackOptions,
} from './stacks/module/module.ts';
export { type MakeStack, type ServeOptions, serveStack } from './stacks/stream/serve-stack.ts';
export type * from './trace/index.ts';
export { TraceBuilder } from './trace/trace-builder.ts';
export { type ParsedTrace, parseTrace, serialiseTrace } from './trace/trace-json.ts';
export * from './wire/index.ts';
