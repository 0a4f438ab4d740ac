import type { CheckRule, Report } from '../../model/index.ts';
import type { Story } from '../story/index.ts';

/** What every part of the page may use. */
export interface Page {
  report: Report;
  story: Story;
  catalogue: readonly CheckRule[];
  /** Anchor of a node that has a place on the page. */
  anchor(id: string): string;
}

/** Short anchors by position, because ids hold characters that anchors and selectors do not like. */
export function anchors(report: Report): (id: string) => string {
  const { edges: _, ...lists } = report.inventory;
  const ids = Object.values(lists).flatMap((list) => list.map(({ id }) => id));
  const positions = new Map(ids.map((id, index) => [id, `n${index}`]));
  return (id) => positions.get(id) ?? '';
}
