import type { ControlDraft } from '../policy.ts';
import { BUILTIN, type ClaudeRule, isEverything, mcpOf } from './rules.ts';

/** Tools whose path rules are accepted and never consulted, and the tool whose rules are (https://code.claude.com/docs/en/permissions). */
const CONSULTED: Record<string, string> = {
  Write: 'Edit',
  MultiEdit: 'Edit',
  NotebookEdit: 'Edit',
  Glob: 'Read',
  Grep: 'Read',
  LS: 'Read',
  NotebookRead: 'Read',
};

/** Absolute paths of the machine; behind one slash Claude Code looks for them below the settings file's folder. */
const ABSOLUTE = /^\/(?:etc|home|Users|root|var|usr|opt|proc|sys|mnt|private|Library)(?:\/|$)/;

/** Rules that can never match anything. */
export function ruleControls(rules: ClaudeRule[]): ControlDraft[] {
  return rules.flatMap((rule) => {
    const found = verdict(rule, rules);
    if (!found) return [];
    return [
      {
        name: `${rule.effect} ${rule.pattern}`,
        stage: rule.effect === 'ask' ? ('approve' as const) : ('evaluate' as const),
        state: 'ineffective' as const,
        mechanism: 'permission-rule',
        rule: found.rule,
        why: found.why,
        direction: rule.effect === 'allow' ? ('permissive' as const) : ('protective' as const),
        location: rule.location,
        confidence: found.sure ? ('high' as const) : ('medium' as const),
      },
    ];
  });
}

function verdict(
  rule: ClaudeRule,
  rules: ClaudeRule[],
): { rule: string; why: string; sure: boolean } | undefined {
  const { tool, spec, effect, pattern } = rule;
  const consulted = CONSULTED[tool];
  if (consulted && spec !== undefined && !isEverything(spec)) {
    if (
      rules.some(
        (other) =>
          other.effect === effect &&
          other.tool === consulted &&
          (other.spec === spec || isEverything(other.spec)),
      )
    )
      return undefined;
    return {
      rule: 'claude-path-rule-not-consulted',
      sure: true,
      why: `path rules are consulted for \`Edit\` and \`Read\` only: \`${pattern}\` never matches, \`${consulted}(${spec})\` would`,
    };
  }
  if (mcpOf(tool) && spec !== undefined)
    return {
      rule: 'claude-mcp-parentheses',
      sure: true,
      why: `a rule for a server's tool takes no parentheses: \`${pattern}\` is skipped`,
    };
  if (effect === 'allow' && /^mcp__\*/.test(tool))
    return {
      rule: 'claude-unanchored-allow',
      sure: true,
      why: `an allow rule needs the server's name: \`${pattern}\` is skipped`,
    };
  const builtin = [...BUILTIN].find((name) => name.toLowerCase() === tool.toLowerCase());
  if (builtin && builtin !== tool)
    return {
      rule: 'claude-tool-name',
      sure: true,
      why: `tool names are case-sensitive: \`${tool}\` is no tool, \`${builtin}\` is`,
    };
  if (
    !builtin &&
    !mcpOf(tool) &&
    tool !== '*' &&
    !tool.includes('*') &&
    /^(?:Shell|Execute|ExecuteCommand|Command|Terminal|Run|RunCommand|Delete|DeleteFile|Remove|ReadFile|WriteFile|EditFile|CreateFile|FileRead|FileWrite|FileEdit|Fetch|Network|Http|Search|Git|Curl|Rm|Sudo)$/i.test(
      tool,
    )
  )
    return {
      rule: 'claude-tool-name',
      sure: true,
      why: `Claude Code has no tool \`${tool}\`: the rule never matches`,
    };
  if ((tool === 'Read' || tool === 'Edit') && effect !== 'allow' && spec && ABSOLUTE.test(spec))
    return {
      rule: 'claude-path-anchor',
      sure: false,
      why: `behind one slash the path starts at the folder of the settings file: \`${pattern}\` never matches \`${spec}\` of the machine; \`${tool}(/${spec})\` would`,
    };
  return undefined;
}
