import type { JobFacts, Location, ReadContext, Reader, SecretUse, StepFacts } from '../../../model/index.ts';
import { agentOfCommand } from '../../../util/ci/agents.ts';
import { lineIndex } from '../../../util/position.ts';
import { shellCommands } from '../../../util/shell.ts';
import { classify } from '../classify.ts';
import { plainJob, plainObservations } from '../plain-job.ts';
import { redactor } from '../redact.ts';

/**
 * Jenkinsfiles. Groovy is a program, so it is scanned for its credential steps and not interpreted: `credentials()` in an environment
 * block, `withCredentials`, and shell steps (https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#handling-credentials).
 */
export const reader: Reader = {
  id: 'jenkinsfile',
  paths: ['**/Jenkinsfile', '**/Jenkinsfile.*', '**/*.jenkinsfile', '**/*.Jenkinsfile'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const source = withoutComments(file.text);
    yield* plainObservations(jobFacts(file.path, source, context), context);
    if (/@Library|library\s*\(/.test(source))
      yield {
        type: 'gap',
        gap: {
          what: 'shared library',
          where: file.path,
          why: 'steps of the shared library are outside the scan',
        },
      };
  },
};

/** Comments become spaces, so that offsets stay; strings are left alone. */
function withoutComments(text: string): string {
  return text.replace(
    /("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (all, string) => (string ? all : all.replace(/[^\n]/g, ' ')),
  );
}

type At = (start: number, end: number) => Location;

function jobFacts(path: string, source: string, context: ReadContext): JobFacts {
  const lines = lineIndex(source);
  const at: At = (start, end) => {
    const [from, to] = [lines.line(start), lines.line(end)];
    return { path, startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  };
  const stages = source.search(/\bstages?\s*[({]/);
  return plainJob({
    platform: 'jenkins',
    workflow: path,
    jobId: 'pipeline',
    location: at(0, 0),
    triggers: [{ event: 'push', location: at(0, 0) }],
    secrets: [...environmentCredentials(source, stages, at), ...boundCredentials(source, at)],
    steps: shellSteps(source, at, context),
  });
}

/** `NAME = credentials('id')`; before the first stage it holds for the whole pipeline. */
function environmentCredentials(source: string, stages: number, at: At): SecretUse[] {
  return [...source.matchAll(/\b([A-Za-z_]\w*)\s*=\s*credentials\s*\(\s*['"]([^'"]+)['"]\s*\)/g)].map(
    (match): SecretUse => {
      const level = stages < 0 || match.index < stages ? 'workflow' : 'job';
      const binding = { via: 'env', key: match[1]!, level } as const;
      return use(match[2]!, binding, at(match.index, match.index + match[0].length));
    },
  );
}

const BINDING =
  /\b(string|usernamePassword|usernameColonPassword|file|sshUserPrivateKey|certificate|aws|awsCredentials|azureServicePrincipal|\[\s*\$class\s*:\s*['"]AmazonWebServicesCredentialsBinding['"])\s*[(,]([^)\]]*)[)\]]/g;

/** Bindings of `withCredentials([...])`. */
function boundCredentials(source: string, at: At): SecretUse[] {
  return [...source.matchAll(BINDING)].flatMap((match): SecretUse[] => {
    const id = /credentialsId\s*:\s*['"]([^'"]+)['"]/.exec(match[2]!)?.[1];
    if (!id) return [];
    const variable =
      /(?:variable|passwordVariable|secretKeyVariable|keyFileVariable)\s*:\s*['"]([^'"]+)['"]/.exec(
        match[2]!,
      )?.[1];
    const aws = /aws|Amazon/i.test(match[1]!);
    const key = aws ? 'AWS_SECRET_ACCESS_KEY' : (variable ?? id);
    return [use(id, { via: 'env', key, level: 'step' }, at(match.index, match.index + match[0].length))];
  });
}

function use(name: string, binding: SecretUse['binding'], location: Location): SecretUse {
  const kind = classify(name.toUpperCase().replaceAll('-', '_'), {
    ...binding,
    key: binding.key.toUpperCase().replaceAll('-', '_'),
  });
  return { name, binding, location, ...(kind ? { class: kind } : {}) };
}

/** `sh '…'`, `bat`, in single, double and triple quotes. */
function shellSteps(source: string, at: At, context: ReadContext): StepFacts[] {
  const redact = redactor(source, context);
  const found = source.matchAll(/\b(?:sh|bat)\b\s*\(?\s*(?:script\s*:\s*)?("""|'''|"|')([\s\S]*?)(?<!\\)\1/g);
  return [...found].map((match, index): StepFacts => {
    const script = match[2]!;
    const start = match.index + match[0].indexOf(script);
    const commands = shellCommands(script).map((command) => ({
      words: command.words.map((word) => redact(word)),
      location: at(start + command.start, start + command.end),
    }));
    const agent = commands.map(({ words }) => agentOfCommand(words)).find(Boolean);
    return {
      index,
      run: redact(script),
      with: {},
      env: {},
      location: at(start, start + script.length),
      runLocation: at(start, start + script.length),
      secrets: [],
      expressions: [],
      commands,
      ...(agent ? { agent: agent.id } : {}),
    };
  });
}
