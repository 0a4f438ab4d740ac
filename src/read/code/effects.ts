import type { Capability } from '../../model/index.ts';
import type { Found, Project } from './project.ts';
import { type Call, callsIn, type FunctionFact, lastOf, type Source, within } from './source.ts';
import { vocabulary } from './table.ts';

/** What the body of a tool does, as far as it can be followed. */
export interface Effects {
  capabilities: Capability[];
  /** Everything it calls is known or defined in sight. */
  complete: boolean;
  /** Calls that decided, for evidence. */
  calls: Call[];
  /** Environment variables it uses, its own and those of what it uses. */
  env: { name: string; source: Source; span: Call['span'] }[];
  /** It stops and waits for a person. */
  interrupts: boolean;
}

const exact = new Map<string, Capability[]>();
const prefixes: [string, Capability[]][] = [];
const methods: [string, Capability[]][] = [];
for (const [pattern, capabilities] of Object.entries(vocabulary.calls)) {
  if (pattern.startsWith('.')) methods.push([pattern, capabilities]);
  else if (pattern.endsWith('*')) prefixes.push([pattern.slice(0, -1), capabilities]);
  else exact.set(pattern, capabilities);
}

/** Capabilities of one call by its qualified name; undefined when the table does not know it. */
export function effectOfCall(call: Call): Capability[] | undefined {
  const { resolved, callee } = call;
  if (resolved === 'open') return opensForWriting(call) ? ['write'] : ['read'];
  const found =
    exact.get(resolved) ??
    prefixes.find(([prefix]) => resolved.startsWith(prefix) || `${resolved}.` === prefix)?.[1] ??
    methods.find(([suffix]) => callee.endsWith(suffix) || resolved.endsWith(suffix))?.[1];
  return found && onlyAsks(call) ? found.filter((one) => one !== 'write') : found;
}

/** A statement of SQL that is written out and changes nothing. */
const onlyAsks = ({ args: [statement] }: Call): boolean =>
  statement?.kind === 'string' && /^\s*(?:select|explain|show|describe)\b/i.test(statement.value);

/** `client.send_message` of the A2A protocol hands a task to another agent; nobody is written to. */
export const talksToAgents = (source: Source, call?: Call): boolean =>
  source.modules.some(
    ({ name }) => name === 'a2a' || name.startsWith('a2a.') || name.startsWith('@a2a-js/'),
  ) &&
  (!call || /send_?message/i.test(call.callee));

function opensForWriting(call: Call): boolean {
  const mode = call.named.get('mode') ?? call.args[1];
  return mode?.kind === 'string' && /[wax+]/.test(mode.value);
}

/** First words of SDK operations that change something. */
const CHANGES =
  /^(?:put|create|delete|update|modify|start|stop|terminate|reboot|attach|detach|send|publish|upload|copy|restore|register|deregister|tag|untag|run|batch_write|execute|enable|disable|add|remove|set|associate)/;

/** Builtins and methods of plain values, which reach nothing. */
const HARMLESS =
  /^(?:print|len|str|int|float|bool|dict|list|set|tuple|range|enumerate|zip|sorted|min|max|sum|abs|round|isinstance|repr|format|type|map|filter|any|all|getattr|hasattr|super|input|reversed|next|iter|Exception|ValueError|RuntimeError|TypeError|KeyError|Error|Date|Promise|Map|Set|String|Number|Boolean|Array|console\.\w+|JSON\.\w+|json\.\w+|Math\.\w+|math\.\w+|Object\.\w+|Date\.\w+|Array\.\w+|datetime\..*|time\.\w+|random\.\w+|re\.\w+|logging\..*|logger\.\w+|log\.\w+|asyncio\.sleep|uuid\.\w+|z\..*|crypto\.randomUUID|os\.path\..*|pathlib\.Path|setTimeout|parseInt|parseFloat|String\.\w+|Number\.\w+|encodeURIComponent)$/;
const PLAIN_METHOD =
  /\.(?:append|extend|get|keys|values|items|join|split|strip|lower|upper|replace|startswith|endsWith|startsWith|endswith|format|map|filter|find|reduce|push|slice|splice|toString|toFixed|toISOString|toLowerCase|toUpperCase|trim|includes|indexOf|json|dumps|loads|sort|pop|copy|encode|decode|isoformat|strftime|add|update|forEach|concat|has|count|title|some|every|flat|flatMap|padStart|isdigit|now|sum|mean|describe|head|tolist|min|max|optional|string|number|object|boolean|array|enum|default|model_dump|model_dump_json|dict|text|trimEnd|next)$/;

/** Follows the body of a function: its own calls, and those of functions in sight, two steps deep. */
export function effectsOf(
  project: Project,
  source: Source,
  fn: FunctionFact,
  interrupts: string[] = [],
): Effects {
  const result: Effects = { capabilities: [], complete: true, calls: [], env: [], interrupts: false };
  const seen = new Set<FunctionFact>();

  function follow(from: Source, body: FunctionFact, depth: number): void {
    if (seen.has(body)) return;
    seen.add(body);
    for (const { name, span } of from.env)
      if (span.start >= body.span.start && span.end <= body.span.end)
        result.env.push({ name, source: from, span });
    for (const call of callsIn(from, body.span)) one(from, call, depth);
  }

  function one(from: Source, call: Call, depth: number): void {
    if (interrupts.includes(call.callee) || interrupts.includes(call.resolved)) result.interrupts = true;
    for (const argument of [...call.args, ...call.named.values()])
      for (const value of within(argument))
        if (value.kind === 'name') uses(from, project.find(from, value.name, call.within));
    const capabilities = talksToAgents(from, call)
      ? []
      : (effectOfCall(call) ?? effectThroughReceiver(from, call));
    if (capabilities) {
      result.capabilities.push(...capabilities);
      result.calls.push(call);
      return;
    }
    if (HARMLESS.test(call.resolved) || PLAIN_METHOD.test(call.callee)) return;
    const target =
      depth > 0 && !call.callee.startsWith('.') ? project.find(from, call.callee, call.within) : undefined;
    if (target?.fn) follow(target.source, target.fn, depth - 1);
    else if (target?.class) return;
    else result.complete = false;
  }

  /** `client.chat_postMessage(…)` where `client = WebClient(token=…)`: the object tells what the method does, and its key. */
  function effectThroughReceiver(from: Source, call: Call): Capability[] | undefined {
    const dot = call.callee.indexOf('.');
    const head = dot > 0 ? call.callee.slice(0, dot).replace(/^(self|this)$/, '') : '';
    if (!head) return undefined;
    const target = project.find(from, head, call.within);
    uses(from, target);
    if (target?.value?.kind !== 'call') return undefined;
    const made = target.value.call;
    // The client of a cloud can do everything; what is called on it says what is done.
    if (/^boto3\./.test(made.resolved))
      return CHANGES.test(lastOf(call.callee)) ? ['read', 'write'] : ['read'];
    const capabilities = effectOfCall(made) ?? vocabulary.tools[lastOf(made.callee)];
    return capabilities && !PLAIN_METHOD.test(call.callee) ? capabilities : undefined;
  }

  function uses(from: Source, target: Found | undefined): void {
    for (const value of within(target?.value))
      if (value.kind === 'env' && value.name)
        result.env.push({ name: value.name, source: target?.source ?? from, span: value.span });
  }

  follow(source, fn, 2);
  result.capabilities = [...new Set(result.capabilities)];
  if (result.complete && result.capabilities.length === 0) result.capabilities = ['read'];
  return result;
}

/** What the name of a tool suggests. A hint, for tools whose body cannot be followed. */
export function capabilitiesOfName(name: string): Capability[] {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return vocabulary.names.find(({ match }) => new RegExp(match).test(snake))?.capabilities ?? [];
}
