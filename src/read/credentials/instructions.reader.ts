import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { asked } from './asked.ts';

/**
 * Texts that an agent is given at every start, and transcripts and memory that it keeps. Their role is said here, and which of
 * their sentences have a secret written down; the secret engine reads their bytes as it reads all others.
 */
export const reader: Reader = {
  id: 'instructions',
  paths: [
    '**/{CLAUDE.md,CLAUDE.local.md,AGENTS.md,AGENT.md,GEMINI.md,QWEN.md,SKILL.md,.cursorrules,.windsurfrules,.clinerules,.goosehints,.roorules}',
    '**/.github/copilot-instructions.md',
    '**/.github/{instructions,prompts,agents,chatmodes}/**/*.md',
    '**/.cursor/rules/**/*.{md,mdc}',
    '**/.{windsurf,clinerules,roo,kiro,continue,junie,trae}/**/*.md',
    '**/.claude/**/*.{md,jsonl}',
    '**/.codex/**/*.{md,jsonl}',
    '**/memory-bank/**/*.md',
    '**/*.prompt.md',
  ],
  *read(file: SourceFile): Generator<Observation> {
    yield { type: 'file', path: file.path, surface: 'instruction' };
    if (file.path.endsWith('.jsonl')) return;
    for (const { how, location } of asked(file.path, file.text)) {
      yield {
        type: 'node',
        node: {
          kind: 'credential',
          id: `asked:${file.path}#${location.startLine}`,
          name: 'credential that the instructions ask for',
          locations: [location],
          confidence: 'medium',
          reference: 'placeholder',
          lifetime: { class: 'unknown', how: 'not written yet' },
          labels: { asked: how },
        },
      };
    }
  },
};
