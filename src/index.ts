/** Library face: run an audit, render its report. The report's schema is `nhi-audit/schema/report.schema.json`. */
export { type AuditRequest, audit, catalogue } from './audit.ts';
export type * from './model/index.ts';
export { type RenderOptions, render } from './report/index.ts';
