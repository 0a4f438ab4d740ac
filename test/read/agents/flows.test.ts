import { expect, test } from 'vitest';
import { reader } from '../../../src/read/platforms/flow-json.reader.ts';
import { readAll } from './support.ts';

const node = (id: string, type: string, template = {}) => ({
  id,
  data: { id, type, node: { display_name: type, template: { _type: 'Component', ...template } } },
});
const wire = (source: string, target: string, fieldName: string) => ({
  source,
  target,
  data: { targetHandle: { fieldName, id: target } },
});

test('Langflow: any component wired to `tools` is a tool, whatever it is called', () => {
  const flow = {
    data: {
      nodes: [
        node('Agent-1', 'Agent', {
          api_key: {
            _input_type: 'SecretStrInput',
            load_from_db: true,
            password: true,
            value: 'OPENAI_API_KEY',
          },
        }),
        node('URL-1', 'URL'),
        node('PythonREPL-1', 'PythonREPL'),
        node('ChatInput-1', 'ChatInput'),
      ],
      edges: [
        wire('URL-1', 'Agent-1', 'tools'),
        wire('PythonREPL-1', 'Agent-1', 'tools'),
        wire('ChatInput-1', 'Agent-1', 'input_value'),
      ],
    },
  };
  const all = readAll({ 'flow.json': JSON.stringify(flow) }, [reader]);
  const tools = all.flatMap((o) =>
    o.type === 'node' && o.node.kind === 'tool' ? [[o.node.name, o.node.capabilities]] : [],
  );
  expect(tools).toEqual([
    ['URL', ['network', 'untrusted-input']],
    ['PythonREPL', ['execute']],
  ]);
  const agent = all.flatMap((o) => (o.type === 'node' && o.node.kind === 'agent' ? [o.node] : []))[0]!;
  expect(agent.autonomy).toMatchObject({ level: 'A4', how: 'calls PythonREPL without asking' });
  expect(all).toContainEqual(
    expect.objectContaining({
      edge: expect.objectContaining({ to: 'langflow:OPENAI_API_KEY', kind: 'holds' }),
    }),
  );
});
