/** Three-valued truth. Numbers, so that "and" is the least and "or" the greatest. */
export type Tri = 0 | 1 | 2;
export const NO: Tri = 0;
/** Depends on something the audit cannot see. */
export const MAYBE: Tri = 1;
export const YES: Tri = 2;

export const not = (value: Tri): Tri => (2 - value) as Tri;
export const both = (a: Tri, b: Tri): Tri => (a < b ? a : b);
export const either = (a: Tri, b: Tri): Tri => (a > b ? a : b);
export const known = (value: boolean): Tri => (value ? YES : NO);
