import { expect, test } from 'vitest';
import { scanJson } from '../support/cli.ts';
import { withFolder } from '../support/folder.ts';

test('the built command reads source and Terraform: its grammars load from the bundle', async () => {
  const files = {
    'agent.py': 'from agents import Agent, Runner\nhelper = Agent(name="helper", tools=[])\n',
    'agent.ts':
      "import { Agent } from '@mastra/core/agent';\nexport const writer = new Agent({ name: 'writer' });\n",
    'main.tf': 'resource "google_vertex_ai_reasoning_engine" "engine" {\n  display_name = "engine"\n}\n',
  };
  await withFolder(files, async (folder) => {
    const { report } = scanJson(folder);
    expect(report.gaps).toEqual([]);
    expect(report.inventory.agents.map((agent) => agent.name).sort()).toEqual(['engine', 'helper', 'writer']);
  });
});
