/** The parts of a property's id. */
export interface PropertyName {
  /** Where it comes from: `rfc826`. */
  readonly group: string;
  /** `answers-requests` */
  readonly name: string;
}

/** `rfc826.answers-requests`, in its parts; an id without a full stop is a group of its own. */
export function propertyName(id: string): PropertyName {
  const dot = id.indexOf('.');
  return dot < 0 ? { group: id, name: id } : { group: id.slice(0, dot), name: id.slice(dot + 1) };
}
