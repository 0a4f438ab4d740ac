#!/usr/bin/env python3
"""Distils rules/permissions/aws-managed-policies.jsonl from the AWS-managed policies that moto (Apache-2.0) ships.

One line a policy: its path and name, then its statements, cut down to the action patterns our rules speak of.
A policy that allows none of them keeps an empty list: it is known to be of no interest.
Run `npm run generate` first, then: pip install moto && scripts/refresh-aws-managed-policies.py
"""

import fnmatch
import json
import re

from moto import __version__
from moto.iam.aws_managed_policies import aws_managed_policies_data

SOURCE = open("src/iam/aws/actions.generated.ts", encoding="utf-8").read()
RULES = [k.lower() for k in json.loads(json.loads(re.search(r"rules: .* = JSON\.parse\((\".*\")\);", SOURCE)[1]))]


def speaks_of_rules(pattern):
    expression = re.compile(fnmatch.translate(pattern.lower()))
    return any(expression.match(action) for action in RULES)


def distil(statement):
    if "NotAction" in statement:
        return statement
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    kept = [a for a in actions if speaks_of_rules(a)]
    return {**{k: v for k, v in statement.items() if k != "Sid"}, "Action": kept} if kept else None


with open("rules/permissions/aws-managed-policies.jsonl", "w", encoding="utf-8") as out:
    out.write(json.dumps({"source": f"moto {__version__}"}) + "\n")
    for name, policy in sorted(json.loads(aws_managed_policies_data).items()):
        statements = policy["Document"]["Statement"]
        statements = statements if isinstance(statements, list) else [statements]
        kept = [s for s in map(distil, statements) if s]
        out.write(json.dumps([policy.get("Path", "/")[1:] + name, kept], separators=(",", ":")) + "\n")
