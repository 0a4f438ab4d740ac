import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { loadGrammar } from '../syntax/grammar.ts';
import { observeSource } from './emit.ts';
import { observePlatformCalls } from './platform-calls.ts';
import { projectOf } from './project.ts';
import { readPython } from './python.ts';
import { isTest, tooLarge } from './scope.ts';

/** Agents constructed in Python. Only files that name a framework are parsed; nothing is imported or run. */
export const reader: Reader = {
  id: 'code-python',
  paths: ['**/*.py'],
  contains: [
    'langgraph',
    'langchain',
    'crewai',
    'from agents',
    'import agents',
    'autogen',
    'ag2',
    'agent_framework',
    'semantic_kernel',
    'google.adk',
    'pydantic_ai',
    'strands',
    'llama_index',
    'smolagents',
    'agno',
    'phi.agent',
    'claude_agent_sdk',
    'claude_code_sdk',
    'deepagents',
    'AgentCard',
    'azure.ai.projects',
    'azure.ai.agents',
    'bedrock-agentcore',
    'bedrock_agentcore',
    'agent_engines',
    'openfga',
    'cedarpy',
    'openinference',
    'agentops',
    'openlit',
    'traceloop',
  ],
  prepare: () => loadGrammar('python'),
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    if (isTest(file.path)) return;
    const large = tooLarge(file);
    if (large) return yield* large;
    const source = readPython(file.path, file.text);
    if (!source) return;
    const project = projectOf(context);
    yield* observeSource(project, source, context);
    yield* observePlatformCalls(project, source);
  },
};
