"""Checks made-up plants: python3 models/planner/plants/check.py models/planner/plants/*.toml"""
import sys
import tomllib

KINDS = {"work_order", "alarm", "event", "downtime", "batch", "inspection", "failure_mode", "table"}
COLUMNS = {"text", "number", "integer", "boolean", "time"}


def problems(plant):
    for key in ("industry", "name", "timezone", "language", "habits"):
        if not plant.get(key):
            yield f"`{key}` is missing"
    assets = {asset["id"] for asset in plant.get("asset", [])}
    if len(assets) < len(plant.get("asset", [])):
        yield "an asset's id occurs twice"
    for asset in plant.get("asset", []):
        if asset.get("parent") not in assets | {None}:
            yield f"asset {asset['id']}: there is no parent {asset['parent']}"
        for key in ("name", "said", "said_zh"):
            if not asset.get(key):
                yield f"asset {asset['id']}: `{key}` is missing"
    ids, owners = set(), {}
    for tag in plant.get("tag", []):
        name = tag["id"]
        if name in ids:
            yield f"tag {name} occurs twice"
        ids.add(name)
        if tag.get("asset") not in assets | {None}:
            yield f"tag {name}: there is no asset {tag['asset']}"
        for key in ("name", "quantity", "said", "said_zh", "q", "q_zh"):
            if not tag.get(key):
                yield f"tag {name}: `{key}` is missing"
        if not tag.get("min", 0) <= tag.get("max", 0):
            yield f"tag {name}: min is above max"
        for said in tag.get("said", []) + tag.get("said_zh", []):
            other = owners.setdefault(said.casefold(), name)
            if other != name:
                yield f"`{said}` names {other} and {name}"
    for table in plant.get("table", []):
        columns = {column["name"] for column in table.get("column", [])}
        if table.get("kind") not in KINDS:
            yield f"table {table['name']}: kind {table.get('kind')}"
        for key in ("time", "asset"):
            if table.get(key) and table[key] not in columns:
                yield f"table {table['name']}: there is no column {table[key]}"
        for column in table.get("column", []):
            if column.get("kind") not in COLUMNS:
                yield f"column {table['name']}.{column['name']}: kind {column.get('kind')}"
            if column.get("kind") == "text" and not column.get("values"):
                yield f"column {table['name']}.{column['name']}: values are missing"


def main(files):
    wrong = 0
    for name in files:
        with open(name, "rb") as file:
            plant = tomllib.load(file)
        found = list(problems(plant))
        wrong += len(found)
        for problem in found:
            print(f"{name}: {problem}")
        count = {key: len(plant.get(key, [])) for key in ("asset", "tag", "table", "shift", "absent")}
        print(f"{name}: {plant.get('industry')}, {count}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
