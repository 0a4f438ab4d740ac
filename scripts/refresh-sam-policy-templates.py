#!/usr/bin/env python3
"""Makes rules/permissions/sam-policy-templates.yaml from the definitions that the SAM translator (Apache-2.0) ships.

One line a statement: its actions, and the resources after `arn:aws:` with `{Name}` for a parameter, `R` and `A` for region and account.
Run: scripts/refresh-sam-policy-templates.py FOLDER, a clone of aws/serverless-application-model
"""

import json
import re
import subprocess
import sys

FOLDER = sys.argv[1]
git = lambda *arguments: subprocess.run(["git", "-C", FOLDER, *arguments], capture_output=True, text=True, check=True).stdout
DATA = json.loads(git("show", "HEAD:samtranslator/policy_templates_data/policy_templates.json"))
DATE = git("log", "-1", "--format=%cs").strip()


def listed(value):
    return value if isinstance(value, list) else [value]


def resource(value):
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return "{%s}" % value["Ref"]
    text, variables = (value["Fn::Sub"], {}) if isinstance(value["Fn::Sub"], str) else value["Fn::Sub"]
    for name, given in variables.items():
        text = text.replace("${%s}" % name, "{%s}" % given["Ref"])
    text = re.sub(r"^arn:\$\{AWS::Partition\}:", "", text)
    return text.replace("${AWS::Region}", "R").replace("${AWS::AccountId}", "A")


def statement(given):
    if set(given) - {"Effect", "Action", "Resource", "Condition", "Sid"} or given["Effect"] != "Allow":
        sys.exit(f"a statement of a new form: {given}")
    on = [resource(one) for one in listed(given["Resource"])]
    return {
        "actions": listed(given["Action"]),
        **({} if on == ["*"] else {"on": on}),
        **({"condition": condition(given["Condition"])} if "Condition" in given else {}),
    }


def condition(value):
    if isinstance(value, dict) and ("Fn::Sub" in value or "Ref" in value):
        found = resource(value)
        return f"arn:aws:{found}" if ":R:A:" in found else found
    if isinstance(value, dict):
        return {key: condition(one) for key, one in value.items()}
    return value


with open("rules/permissions/sam-policy-templates.yaml", "w", encoding="utf-8") as out:
    out.write(
        "# What the policy templates of SAM grant: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html\n"
        "# Made by scripts/refresh-sam-policy-templates.py from definitions of SAM (Apache-2.0). `on`: resources after `arn:aws:`, `{Name}` for the\n"
        "# parameter; absent for everything. `R` and `A` stand for region and account.\n"
        f"source: serverless-application-model of {DATE}\n"
        "templates:\n"
    )
    for name, template in sorted(DATA["Templates"].items()):
        out.write(f"  {name}:\n")
        for one in listed(template["Definition"]["Statement"]):
            out.write(f"    - {json.dumps(statement(one))}\n")
