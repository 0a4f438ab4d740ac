import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadContext } from '../../../src/model/index.ts';
import { evaluators } from '../../../src/read/terraform/evaluate.ts';
import { moduleAt } from '../../../src/read/terraform/module.ts';
import type { Value } from '../../../src/read/terraform/value.ts';
import { prepareHcl } from '../../../src/read/tree/hcl.ts';

beforeAll(prepareHcl);

/** A tree of files, as a reader is given it. */
function tree(files: Record<string, string>): ReadContext {
  return {
    paths: Object.keys(files).sort(),
    open: (path: string) => (files[path] === undefined ? undefined : { path, text: files[path] }),
  } as unknown as ReadContext;
}

/** What an output of the module in a folder is worth, one answer for each use of it. */
function worth(files: Record<string, string>, output = 'x', folder = '.'): (Value | undefined)[] {
  const { uses } = evaluators(moduleAt(folder, tree(files)), tree(files));
  return uses.map((values) => values.value(values.module.values.get(`output.${output}`)?.tree));
}

const DECLARED = `
variable "env" { default = "prod" }
variable "hidden" {}
variable "names" { default = ["a", "b"] }
variable "people" { default = { ann = { can = ["read"] }, bob = { can = ["read", "write"] } } }
variable "off" { default = false }
variable "typed" {
  type    = list(object({ name = string, effect = optional(string, "Allow"), more = optional(string) }))
  default = [{ name = "n" }]
}
locals {
  region = "eu-west-1"
  nested = { deep = { er = "found" } }
  circle = local.circle
}
data "aws_caller_identity" "current" {}
resource "aws_sqs_queue" "q" {
  for_each = toset(var.names)
  name     = "queue-\${each.key}"
}
resource "aws_sqs_queue" "one" {
  count = 1
  name  = "only"
}
resource "aws_sqs_queue" "many" {
  count = 2
  name  = "many-\${count.index}"
}
data "template_file" "t" {
  template = file("\${path.module}/t.tpl")
  vars     = { name = "filled" }
}
`;

describe('what an expression is worth', () => {
  it.each<[string, unknown]>([
    ['"${var.env}-${local.region}"', 'prod-eu-west-1'],
    ['local.nested.deep.er', 'found'],
    ['local.nested["deep"].er', 'found'],
    ['local.circle', expect.stringContaining('‹')],
    ['[for n in var.names : "arn:${n}"]', ['arn:a', 'arn:b']],
    ['[for i, n in var.names : "${i}:${n}"]', ['0:a', '1:b']],
    ['[for n in var.names : n if n != "a"]', ['b']],
    ['{ for k, v in var.people : k => v.can }', { ann: ['read'], bob: ['read', 'write'] }],
    ['{ for k, v in var.people : v.can[0] => k... }', { read: ['ann', 'bob'] }],
    ['[for n in var.hidden : "x-${n}"]', expect.stringMatching(/^‹for in line/)],
    ['[for n in [var.hidden, "b"] : "x-${n}"]', ['x-‹var.hidden›', 'x-b']],
    ['concat(var.names, ["c"], [var.hidden])', ['a', 'b', 'c', '‹var.hidden›']],
    ['flatten([["a"], [["b"]]])', ['a', 'b']],
    ['merge({ a = 1 }, { a = 2, b = 3 })', { a: 2, b: 3 }],
    ['merge({ a = 1 }, var.hidden).a', 1],
    ['merge({ a = 1 }, var.hidden).b', expect.stringMatching(/^‹/)],
    ['merge([{ a = 1 }, { b = 2 }]...)', { a: 1, b: 2 }],
    ['lookup({ prod = "p" }, var.env, "other")', 'p'],
    ['lookup({ prod = "p" }, "dev", "other")', 'other'],
    ['try(local.nested.missing, "fallback")', 'fallback'],
    ['try("arn:${var.hidden}", "fallback")', 'arn:‹var.hidden›'],
    ['try(var.hidden.x, "fallback")', 'fallback'],
    ['coalesce(null, "", "third")', 'third'],
    ['one([])', null],
    ['format("%s/%s", "a", var.hidden)', 'a/‹var.hidden›'],
    ['formatlist("arn:%s", var.names)', ['arn:a', 'arn:b']],
    ['join(",", var.names)', 'a,b'],
    ['split("/", "a/b")[1]', 'b'],
    ['jsonencode({ a = ["x"] })', { a: ['x'] }],
    ['"${jsonencode({ a = ["x"] })}!"', '{"a":["x"]}!'],
    ['jsondecode(file("doc.json")).list[0]', 'from a file'],
    ['yamldecode(file("doc.yaml")).list', ['from yaml']],
    ['templatefile("t.tpl", { name = "n" })', '{"is": "n", "user": "${aws:username}"}'],
    ['templatefile("for.tpl", { all = var.names })', '["a","b",]'],
    ['data.template_file.t.rendered', '{"is": "filled", "user": "${aws:username}"}'],
    ['aws_sqs_queue.q["a"].name', 'queue-a'],
    ['aws_sqs_queue.one[0].name', 'only'],
    ['aws_sqs_queue.many[1].name', 'many-1'],
    ['aws_sqs_queue.many[*].name', ['many-0', 'many-1']],
    ['one(aws_sqs_queue.one[*].name)', 'only'],
    ['join("", aws_sqs_queue.one[*]["name"])', 'only'],
    ['var.hidden != null ? null : {}', {}],
    ['[for q in ["a", "b"] : aws_sqs_queue.q[q].name]', ['queue-a', 'queue-b']],
    ['var.off ? "a" : "b"', 'b'],
    ['var.off ? "a" : null', 'a'],
    ['var.hidden ? "a" : "b"', expect.stringMatching(/^‹condition in line/)],
    ['var.env == "prod" && !var.off ? "p" : "d"', 'p'],
    ['length(var.names) > 1 ? "many" : "one"', 'many'],
    ['{ "${var.env}:sub" = 1 }', { 'prod:sub': 1 }],
    ['{ "${replace("https://host/id", "https://", "")}:sub" = 1 }', { 'host/id:sub': 1 }],
    ['{ (local.region) = 1 }', { 'eu-west-1': 1 }],
    ['"$${aws:username}"', '${aws:username}'],
    ['data.aws_caller_identity.current.account_id', '‹.›'],
    ['var.typed[0].effect', 'Allow'],
    ['var.typed[0].more', null],
    ['values(var.people)[*].can[0]', ['read', 'read']],
    [
      'setproduct(["a"], ["b", "c"])',
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
    ],
    ['cidrsubnet("10.0.0.0/8", 8, 2)', '‹cidrsubnet(10.0.0.0/8,8,2)›'],
    ['contains(var.names, "a")', true],
    ['substr(md5("a"), 0, 4)', '0cc1'],
    ['"%{ if var.off }x%{ else }y%{ endif }"', 'y'],
  ])('%s', (expression, expected) => {
    const [value] = worth({
      'main.tf': `${DECLARED}\noutput "x" {\n  value = ${expression}\n}\n`,
      't.tpl': '{"is": "${name}", "user": "$${aws:username}"}',
      'for.tpl': '[%{ for one in all ~}"${one}",%{ endfor ~}]',
      'doc.json': '{"list": ["from a file"]}',
      'doc.yaml': 'list: [from yaml]\n',
    });
    expect(value).toEqual(expected);
  });

  it('JSON syntax carries expressions in its strings', () => {
    const [value] = worth({
      'main.tf.json': JSON.stringify({
        locals: { all: ['a'] },
        output: { x: { value: ['${local.all}', '${join("-", ["b", "c"])}', 'x-${upper("d")}'] } },
      }),
    });
    expect(value).toEqual([['a'], 'b-c', 'x-D']);
  });

  it('a few lines that describe more than there is room for end', () => {
    const doubling = Array.from(
      { length: 40 },
      (_, i) => `l${i + 1} = concat(local.l${i}, local.l${i})`,
    ).join('\n  ');
    const started = Date.now();
    worth({ 'main.tf': `locals {\n  l0 = ["a"]\n  ${doubling}\n}\noutput "x" { value = local.l40 }\n` });
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

describe('uses of a module', () => {
  const CHILD = 'variable "name" { default = "default" }\noutput "x" { value = "is-${var.name}" }\n';
  const use = (label: string, body: string) => `module "${label}" {\n  source = "./child"\n  ${body}\n}\n`;

  it('are read one by one', () => {
    const files = {
      'main.tf': use('a', 'name = "one"') + use('b', 'name = "two"') + use('c', ''),
      'child/main.tf': CHILD,
    };
    expect(worth(files, 'x', 'child')).toEqual(['is-one', 'is-two', 'is-default']);
  });

  it('null for a variable that cannot be null is its default', () => {
    const files = {
      'main.tf': use('a', 'name = null'),
      'child/main.tf': CHILD.replace('default = "default"', 'default  = "default"\n  nullable = false')
        .replace('{ ', '{\n  ')
        .replace(' }', '\n}'),
    };
    expect(worth(files, 'x', 'child')).toEqual(['is-default']);
  });

  it('a module nobody uses stands by its defaults', () => {
    expect(worth({ 'child/main.tf': CHILD }, 'x', 'child')).toEqual(['is-default']);
  });

  it('for_each of a module block makes uses, and outputs are those of the one that is named', () => {
    const files = {
      'main.tf': `${use('a', 'for_each = { k = "v", l = "w" }\n  name = "${each.key}-${each.value}"')}output "x" { value = module.a["l"].x }\n`,
      'child/main.tf': CHILD,
    };
    expect(worth(files, 'x', 'child')).toEqual(['is-k-v', 'is-l-w']);
    expect(worth(files)).toEqual(['is-l-w']);
  });

  it('modules in modules, and what one gives the other', () => {
    const files = {
      'main.tf': 'module "outer" {\n  source = "./outer"\n  who    = "root"\n}\n',
      'outer/main.tf':
        'variable "who" {}\nmodule "inner" {\n  source = "../inner"\n  who    = "${var.who}-outer"\n}\noutput "x" { value = module.inner.x }\n',
      'inner/main.tf': 'variable "who" {}\noutput "x" { value = var.who }\n',
    };
    expect(worth(files, 'x', 'inner')).toEqual(['root-outer']);
    expect(worth(files, 'x', 'outer')).toEqual(['root-outer']);
  });

  it('modules that use each other end', () => {
    const circle = (other: string) =>
      `variable "v" {}\nmodule "m" {\n  source = "../${other}"\n  v      = module.m.x\n}\noutput "x" { value = var.v }\n`;
    expect(worth({ 'a/main.tf': circle('b'), 'b/main.tf': circle('a') }, 'x', 'a')).toHaveLength(1);
  });

  it('too many uses are named as such', () => {
    const files = {
      'main.tf': Array.from({ length: 20 }, (_, i) => use(`m${i}`, `name = "n${i}"`)).join(''),
      'child/main.tf': CHILD,
    };
    const { uses, more } = evaluators(moduleAt('child', tree(files)), tree(files));
    expect([uses.length, more]).toEqual([12, true]);
  });
});

describe('what a deployment may replace', () => {
  const MAIN =
    'variable "on" { default = false }\nresource "aws_sqs_queue" "q" {\n  count = var.on ? 1 : 0\n}\nmodule "m" {\n  source = "./m"\n  on     = var.on\n}\n';
  const CHILD = 'variable "on" {}\nresource "aws_sqs_queue" "q" {\n  count = var.on ? 1 : 0\n}\n';
  const counts = (files: Record<string, string>, folder: string) => {
    const { uses } = evaluators(moduleAt(folder, tree(files)), tree(files));
    return uses.map((values) => values.instances(values.module.byAddress.get('aws_sqs_queue.q')!).length);
  };
  it('a default of the first module switches nothing off', () => {
    const files = { 'main.tf': MAIN, 'm/main.tf': CHILD };
    expect([counts(files, '.'), counts(files, 'm')]).toEqual([[1], [1]]);
  });
  it('values that Terraform loads do', () => {
    const files = { 'main.tf': MAIN, 'm/main.tf': CHILD, 'terraform.tfvars': 'on = false\n' };
    expect([counts(files, '.'), counts(files, 'm')]).toEqual([[0], [0]]);
    const on = { ...files, 'x.auto.tfvars.json': '{ "on": true }', 'terraform.tfvars': '' };
    expect([counts(on, '.'), counts(on, 'm')]).toEqual([[1], [1]]);
  });
  it('a choice that is made stays made', () => {
    const files = {
      'main.tf': 'module "m" {\n  source = "./m"\n  kind   = "organization"\n}\n',
      'm/main.tf':
        'variable "kind" {}\nresource "aws_sqs_queue" "q" {\n  for_each = var.kind == "folder" ? toset(["a"]) : toset([])\n}\n',
    };
    expect(counts(files, 'm')).toEqual([0]);
  });
  it('and so does what is written', () => {
    const files = { 'main.tf': MAIN.replace('= var.on\n}\n', '= false\n}\n'), 'm/main.tf': CHILD };
    expect(counts(files, 'm')).toEqual([0]);
  });
});
