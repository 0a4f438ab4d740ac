import { beforeAll, describe, expect, test } from 'vitest';
import type { ReadContext } from '../../../src/model/index.ts';
import { agentsIn, type CodeAgent } from '../../../src/read/code/agents.ts';
import { approvalsOf, autonomyOf } from '../../../src/read/code/approvals.ts';
import { projectOf } from '../../../src/read/code/project.ts';
import { readPython } from '../../../src/read/code/python.ts';
import { readTypescript } from '../../../src/read/code/typescript.ts';
import { loadGrammar } from '../../../src/read/syntax/grammar.ts';

beforeAll(async () => {
  await Promise.all([loadGrammar('python'), loadGrammar('tsx')]);
});

/** Agents of the first file; the others are what its imports lead to. */
function agents(files: Record<string, string>): CodeAgent[] {
  const context = {
    paths: Object.keys(files),
    open: (path: string) => (files[path] === undefined ? undefined : { path, text: files[path] }),
  } as unknown as ReadContext;
  const [path, text] = Object.entries(files)[0]!;
  const source = (path.endsWith('.py') ? readPython : readTypescript)(path, text)!;
  return agentsIn(projectOf(context), source);
}

const level = (agent: CodeAgent) => autonomyOf(agent, approvalsOf(agent)).level;

describe('agents as each framework writes them', () => {
  test.each<[string, Record<string, string>, string, string[], string]>([
    [
      'a generic agent of the OpenAI SDK with a tool of another file',
      {
        'app/agent.py':
          'from agents import Agent, Runner\nfrom .tools import drop\nbot = Agent[Context](name="Bot", tools=[drop])\n',
        'app/tools.py':
          'import os\nfrom agents import function_tool\n@function_tool\ndef drop(path: str):\n    os.remove(path)\n',
      },
      'Bot',
      ['drop: write'],
      'A4',
    ],
    [
      'a package of its own called agents is not the SDK',
      { 'main.py': 'from agents import Agent\nAgent(name="x", tools=[])\n' },
      '',
      [],
      '',
    ],
    [
      'a LangGraph graph whose node asks a person',
      {
        'graph.py':
          'from langgraph.graph import StateGraph\nfrom langgraph.types import interrupt\nfrom langchain_core.tools import tool\n@tool\ndef pay(x: str):\n    interrupt({"pay": x})\n    return stripe.Charge.create(x)\nllm.bind_tools([pay])\nbuilder = StateGraph(State)\n',
      },
      'builder',
      ['pay: money'],
      'A1',
    ],
    [
      'a Vercel tool whose call goes through an object of the file',
      {
        'a.ts':
          "import { streamText, tool } from 'ai';\nimport { WebClient } from '@slack/web-api';\nconst slack = new WebClient(process.env.SLACK_BOT_TOKEN);\nexport const run = () => streamText({ model, tools: { post: tool({ execute: async ({ t }) => slack.chat.postMessage({ text: t }) }) } });\n",
      },
      'run',
      ['post: message,egress'],
      'A4',
    ],
    [
      'a Google ADK agent that only searches',
      {
        'agent.py':
          'from google.adk.agents import Agent\nfrom google.adk.tools import google_search\nroot_agent = Agent(name="root", model="gemini-2.5-flash", tools=[google_search])\n',
      },
      'root',
      ['google_search: network,untrusted-input'],
      'A2',
    ],
    [
      'a Pydantic AI tool that needs approval',
      {
        'a.py':
          'import subprocess\nfrom pydantic_ai import Agent\nagent = Agent("openai:gpt-5")\n@agent.tool_plain(requires_approval=True)\ndef sh(c: str):\n    return subprocess.run(c)\n',
      },
      'agent',
      ['sh: execute'],
      'A1',
    ],
    [
      'the options of the Claude Agent SDK carry the permission mode',
      {
        'a.ts':
          "import { query } from '@anthropic-ai/claude-agent-sdk';\nconst q = query({ prompt, options: { permissionMode: 'bypassPermissions' } });\n",
      },
      'q',
      [],
      'A4',
    ],
    [
      'arguments handed over at once are unknown, not empty',
      { 'a.py': 'from langchain.agents import create_agent\nagent = create_agent(**kwargs)\n' },
      'agent',
      [],
      'unknown',
    ],
  ])('%s', (_, files, name, tools, autonomy) => {
    const [agent] = agents(files);
    expect(agent?.name ?? '').toBe(name);
    expect(
      (agent?.tools ?? []).map(
        (tool) => `${tool.name}: ${tool.capabilities.filter((one) => one !== 'read').join(',')}`,
      ),
    ).toEqual(tools);
    expect(agent ? level(agent) : '').toBe(autonomy);
  });
});

test('servers in source: command, environment, approval and the whole environment', () => {
  const [agent] = agents({
    'a.py':
      'import os\nfrom agents import Agent, Runner, HostedMCPTool\nfrom agents.mcp import MCPServerStdio\nlocal = MCPServerStdio(params={"command": "npx", "args": ["-y", "x"], "env": {**os.environ}})\nagent = Agent(name="a", mcp_servers=[local], tools=[HostedMCPTool(tool_config={"server_label": "gh", "server_url": "https://mcp.example.com", "require_approval": "never"})])\n',
  });
  const [local, hosted] = agent!.servers;
  expect(local).toMatchObject({ name: 'local', inheritsEnvironment: true });
  expect(hosted).toMatchObject({ name: 'gh', inheritsEnvironment: false, approval: { mode: 'never' } });
});

test.each([
  'x = ',
  'def f(:\n',
  `a = ${'['.repeat(5000)}`,
  `${'('.repeat(3000)}x`,
  '\u0000\uffff',
  'from agents import (\n',
])('broken or hostile Python is read without an error: %j', (text) => {
  expect(() => agents({ 'a.py': `from crewai import Agent\n${text}` })).not.toThrow();
});
