/** Whether this is how a topology says that a machine is on the real kernel: `kernel`. */
export function isKernel(stack: string): boolean {
  return stack === 'kernel';
}
