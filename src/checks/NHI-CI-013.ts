import { type Graph, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type AgentStep, agentSteps, checksWriters, power, tokenSource } from './ci/agents.ts';
import { exposures } from './ci/exposure.ts';
import { ciJobs } from './ci/jobs.ts';
import { effectivePermissions } from './ci/permissions.ts';
import { allowedTools, runsAnything } from './ci/tools.ts';
import { setting } from './scm/facts.ts';

export const check: Check = {
  id: 'NHI-CI-013',
  *run(graph) {
    for (const ci of ciJobs(graph)) {
      for (const at of agentSteps(ci)) {
        yield* unrestricted(at);
        yield* wildcardActor(at);
        yield* merges(graph, at);
        yield* workflows(graph, at);
        yield* selfHosted(at);
      }
    }
  },
};

const place = ({ step }: AgentStep) => step.usesLocation ?? step.runLocation ?? step.location;

/** Nothing narrows what the agent may run. */
function* unrestricted(at: AgentStep): Generator<FindingDraft> {
  const tools = allowedTools(at);
  const anything = tools.list?.find(runsAnything);
  const bare = at.agent.gate === 'none' && !tools.list && !tools.unbounded;
  const how =
    tools.unbounded ??
    anything ??
    (bare ? `${at.agent.name} runs with --yolo and no tool list in \`settings\`` : undefined);
  if (!how) return;
  const [exposure] = exposures(at.ci, at.step);
  const open =
    exposure !== undefined && exposure.gate !== 'gated' && !checksWriters(at, exposure.trigger.event);
  const weak = power(at) === 'read';
  yield {
    rule: 'agent-tools-unrestricted',
    severity: open && !weak ? 'critical' : weak ? 'medium' : 'high',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` may run any command (${bare ? how : `\`${how}\``})${open ? `, and people outside the project can start it by \`${exposure.trigger.event}\`` : ''}.`,
    fix: 'List the commands the task needs, for example `--allowedTools "Edit,Bash(git diff:*)"` or `"tools": { "core": ["run_shell_command(gh issue view)"] }`.',
    entities: [at.id, at.ci.node.id],
    locations: [tools.at?.location ?? place(at)],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}

/** The action's own check of who started it is opened to everybody. */
function* wildcardActor(at: AgentStep): Generator<FindingDraft> {
  for (const [name, whom] of Object.entries(at.agent.open ?? {})) {
    const given = at.step.with[name];
    const value = given?.value.trim();
    if (!given || (value !== '*' && !(whom === 'bots' && value === 'true'))) continue;
    const started = exposures(at.ci, at.step).length > 0;
    yield {
      rule: 'agent-wildcard-actor',
      severity: whom === 'users' && started ? 'high' : 'medium',
      message: `\`${name}: ${value}\` lets ${whom === 'users' ? 'everybody with an account' : 'every bot, which anyone can register,'} start ${at.agent.name} in job \`${at.ci.job.jobId}\`.`,
      fix: `Name who may start it in \`${name}\`, or remove the input.`,
      entities: [at.id],
      locations: [given.location],
      key: `${at.ci.job.jobId}/${at.step.index} ${name}`,
    };
  }
}

const MERGES = /gh\s+pr\s+(?:merge|review\s+[^\n]*--approve)/;

/** The agent's job can approve or merge what the agent wrote. */
function* merges(graph: Graph, at: AgentStep): Generator<FindingDraft> {
  const { scopes, all } = effectivePermissions(at.ci);
  const write =
    all === 'write-all' ||
    (scopes['contents'] === 'write' && scopes['pull-requests'] === 'write') ||
    tokenSource(at).kind === 'pat';
  const tools = allowedTools(at);
  const byTool = tools.list?.find((tool) => /gh pr (?:merge|review)|gh pr:|gh:\*/.test(tool));
  const later = at.ci.job.steps.find(
    (step) =>
      step.index > at.step.index &&
      MERGES.test(step.run ?? '') &&
      /--auto|--admin|--approve|--squash|--merge|--rebase/.test(step.run ?? ''),
  );
  if (write && !byTool && !later) yield* approves(graph, at);
  if (!write || (!byTool && !later)) return;
  yield {
    rule: 'agent-can-approve-or-merge',
    severity: 'high',
    confidence: later ? 'high' : 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` can ${later ? 'have its change merged or approved by the same job' : `approve or merge pull requests (\`${byTool}\`)`}: no person stands between the agent and the branch.`,
    fix: 'Let the agent open a pull request only; require a review by a person in a ruleset that names no bypass for apps.',
    entities: [at.id, at.ci.node.id],
    locations: [later ? (later.runLocation ?? later.location) : (tools.at?.location ?? place(at)), place(at)],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}

/** The repository lets GITHUB_TOKEN approve pull requests, and the agent holds one that may. */
function* approves(graph: Graph, at: AgentStep): Generator<FindingDraft> {
  const repository = nodeOf(graph, `github:repo/${setting(at.ci.node, 'repository')}`, 'resource');
  const { scopes, all } = effectivePermissions(at.ci);
  const may = all === 'write-all' || scopes['pull-requests'] === 'write';
  if (!may || !repository || setting(repository, 'can_approve_pull_request_reviews') !== true) return;
  yield {
    rule: 'agent-can-approve-or-merge',
    severity: 'high',
    confidence: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` has \`pull-requests: write\`, and ${repository.name} lets workflows approve pull requests: the agent can approve what it wrote.`,
    fix: 'Switch off "Allow GitHub Actions to create and approve pull requests", or take `pull-requests: write` from the agent.',
    entities: [at.id, at.ci.node.id, repository.id],
    locations: [place(at), ...repository.locations],
    key: `${at.ci.job.jobId}/${at.step.index} approve`,
  };
}

/** A token that may change workflows changes what runs with every other secret of the repository. */
function* workflows(graph: Graph, at: AgentStep): Generator<FindingDraft> {
  const minted = at.ci.job.steps
    .map((step) => step.with['permission-workflows'])
    .find((input) => input?.value === 'write');
  const asked = at.step.with['additional_permissions'];
  const found = minted ?? (/workflows\s*:\s*write/.test(asked?.value ?? '') ? asked : undefined);
  if (!found) return;
  const guard = nodesOf(graph, 'control').find(
    ({ mechanism, state }) => mechanism === 'codeowners' && state === 'present',
  );
  yield {
    rule: 'agent-can-modify-workflows',
    severity: guard ? 'medium' : 'high',
    confidence: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` can get a token that may change workflows, and a changed workflow reads every secret of the repository${guard ? `; ${guard.locations[0]?.path} names owners for it, whose review a branch rule has to demand` : '; no CODEOWNERS row stands in the way'}.`,
    fix: 'Drop the `workflows` permission, and protect `.github/` with CODEOWNERS and a ruleset.',
    entities: [at.id, at.ci.node.id],
    locations: [found.location, place(at)],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}

const HOSTED =
  /^(?:ubuntu|windows|macos)-|^(?:blacksmith|depot|namespace|warp|buildjet|ubicloud|runs-on|nscloud|cirun)\b|\$\{\{/i;

/** The machine outlives the run, so that what an agent leaves behind meets the next one. */
function* selfHosted(at: AgentStep): Generator<FindingDraft> {
  const { runsOn } = at.ci.job;
  if (!runsOn.includes('self-hosted') && !runsOn.some((label) => label.startsWith('group:'))) return;
  if (runsOn.some((label) => HOSTED.test(label)) && !runsOn.includes('self-hosted')) return;
  yield {
    rule: 'gha-self-hosted-agent',
    severity: 'high',
    confidence: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` runs on a self-hosted runner (${runsOn.join(', ')}): files, processes and cloud metadata of that machine are in its reach, and what it leaves meets the next job.`,
    fix: 'Run the agent on a hosted runner, or on an ephemeral one that is destroyed after each job and has no cloud role of its own.',
    entities: [at.id, at.ci.node.id],
    locations: [at.ci.job.runsOnLocation ?? at.ci.job.location, place(at)],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}
