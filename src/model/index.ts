/** The words of the whole house: types only, no code. */
export type * from './agent.ts';
export type * from './check.ts';
export type * from './ci.ts';
export type * from './config.ts';
export type * from './control.ts';
export type * from './credential.ts';
export type * from './entity.ts';
export type * from './finding.ts';
export type * from './identity.ts';
export type * from './location.ts';
export type * from './observation.ts';
export type * from './policy.ts';
export type * from './reader.ts';
export type * from './report.ts';
export type * from './score.ts';
export type * from './secret-rule.ts';
export type * from './tool.ts';
