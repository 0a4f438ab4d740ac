#!/usr/bin/env python3
"""Makes rules/permissions/aws-managed-policies.jsonl from the AWS-managed policies that moto (Apache-2.0) ships.

The first line says where they are from and how new the newest is; then one line a policy: its path and name, and its statements whole,
without their sids. What our rules do not speak of is left out when the table is generated (scripts/generate/aws-actions.mjs).
Run: pip install --no-deps moto && scripts/refresh-aws-managed-policies.py
"""

import importlib.util
import json
from importlib.metadata import distribution

# The module alone: the rest of moto would want all of its dependencies.
MOTO = distribution("moto")
SPEC = importlib.util.spec_from_file_location("policies", MOTO.locate_file("moto/iam/aws_managed_policies.py"))
MODULE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MODULE)
POLICIES = json.loads(MODULE.aws_managed_policies_data)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def statements(policy):
    found = policy["Document"]["Statement"]
    found = found if isinstance(found, list) else [found]
    return [{key: value for key, value in one.items() if key != "Sid"} for one in found]


newest = max(policy.get("UpdateDate", policy["CreateDate"]) for policy in POLICIES.values())
with open("rules/permissions/aws-managed-policies.jsonl", "w", encoding="utf-8") as out:
    out.write(compact({"source": f"moto {MOTO.version}", "date": newest[:10]}) + "\n")
    for name, policy in sorted(POLICIES.items()):
        out.write(compact([policy.get("Path", "/")[1:] + name, statements(policy)]) + "\n")
