import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { loadGrammar } from '../syntax/grammar.ts';
import { observeSource } from './emit.ts';
import { observePlatformCalls } from './platform-calls.ts';
import { projectOf } from './project.ts';
import { isTest, tooLarge } from './scope.ts';
import { readTypescript } from './typescript.ts';

/** Agents constructed in TypeScript and JavaScript. Only files that name a framework are parsed; nothing is imported or run. */
export const reader: Reader = {
  id: 'code-typescript',
  paths: ['**/*.ts', '**/*.tsx', '**/*.js', '**/*.mjs', '**/*.jsx', '**/*.cjs', '**/*.mts', '**/*.cts'],
  contains: [
    'langgraph',
    'langchain',
    '@openai/agents',
    '@mastra/',
    "'ai'",
    '"ai"',
    '@ai-sdk/',
    '@google/adk',
    'llamaindex',
    '@strands-agents/',
    'claude-agent-sdk',
    '@anthropic-ai/claude-code',
    'deepagents',
    'AgentCard',
    '@azure/ai-',
    '@openfga/sdk',
    'openinference',
    'langfuse',
  ],
  prepare: () => loadGrammar('tsx'),
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    if (isTest(file.path)) return;
    const large = tooLarge(file);
    if (large) return yield* large;
    const source = readTypescript(file.path, file.text);
    if (!source) return;
    const project = projectOf(context);
    yield* observeSource(project, source, context);
    yield* observePlatformCalls(project, source);
  },
};
