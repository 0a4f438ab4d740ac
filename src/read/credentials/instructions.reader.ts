import type { Observation, Reader, SourceFile } from '../../model/index.ts';

/**
 * Texts that an agent is given at every start, and transcripts and memory that it keeps. Only their role is said here: the secret
 * engine reads their bytes as it reads all others.
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
  },
};
