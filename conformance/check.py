"""Drives the faces for other programs with the official clients, and prints what held.

    python check.py --program PATH --plant DIR

DIR is a demo plant whose history holds June 2026, for the tools' examples are about it:
`cargo run --release -p twin --example demo_plant -- DIR 200 300`. `make mcp-check` does all of it.

The MCP client validates each message against the protocol's own types, and each result against the
tool's output schema. Exits 1 when anything did not hold.
"""

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time

import anyio
import httpx2
import jsonschema
import openai
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

QUESTION = "What was the average flow of P-101 in June 2026?"
# Compares all samples with all others: would go on until the limit of ten seconds.
SLOW = "SELECT count(*) FROM samples a JOIN samples b ON a.value < b.value - 1"
MOST_BYTES = 64 << 10

failures = []


def check(what, holds, found=""):
    print(f"  {'ok  ' if holds else 'FAIL'}  {what}", flush=True)
    if not holds:
        failures.append(f"{what}: {str(found)[:600]}")


async def refused(what, code, call):
    """Whether a call is an error of the protocol with this code."""
    try:
        found = await call
    except MCPError as error:
        check(what, error.error.code == code, error.error)
    else:
        check(what, False, found)


async def lists_and_resources(client):
    """What there is; gives the tools with their examples."""
    check("instructions name the plant", "plant" in (client.instructions or ""), client.instructions)
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    resources = (await client.list_resources()).resources
    contents = {}
    for resource in resources:
        read = await client.read_resource(str(resource.uri))
        contents[str(resource.uri)] = json.loads(read.contents[0].text)
    check(f"{len(resources)} resources are read", len(contents) >= 5)
    registry = contents["plantwright://tools"]["tools"]
    names = ["ask"] + [tool["name"] for tool in registry if tool["effect"] != "actuates"]
    check(f"{len(tools)} tools are those of the registry", list(tools) == names, list(tools))
    writes = [tool["name"] for tool in registry if tool["effect"] == "writes"]
    hinted = [name for name, tool in tools.items() if not tool.annotations.read_only_hint]
    check(f"all but {len(writes)} that propose say that they only read", hinted == writes, hinted)
    templates = (await client.list_resource_templates()).resource_templates
    address = templates[0].uri_template.replace("{id}", contents["plantwright://assets"]["assets"][0]["id"])
    asset = json.loads((await client.read_resource(address)).contents[0].text)
    check("an asset is read by its address", asset["id"] in address, asset)
    prompts = (await client.list_prompts()).prompts
    for prompt in prompts:
        given = {one.name: "P-101" for one in prompt.arguments or []}
        text = (await client.get_prompt(prompt.name, given)).messages[0].content.text
        check(f"prompt {prompt.name}", "P-101" in text and "{" not in text, text)
    return tools, {tool["name"]: ahead(json.loads(tool["example"]["arguments"])) for tool in registry}


def ahead(example):
    """An example whose day must not have passed by the plant's clock, which goes on."""
    return {**example, "due": "2099-01-01"} if "due" in example else example


async def examples(client, tools, arguments):
    """Every tool's example: the arguments fit the schema, and the result is evidence."""
    wrong = []
    for name, example in arguments.items():
        try:
            jsonschema.validate(example, tools[name].input_schema)
            result = await client.call_tool(name, example)
            found, text = result.structured_content, result.content[0].text
            small = len(json.dumps(found, ensure_ascii=False).encode()) < MOST_BYTES + 4096
            if result.is_error or found["tool"] != name or json.loads(text) != found or not small:
                wrong.append((name, text[:200]))
        except (jsonschema.ValidationError, MCPError) as error:
            wrong.append((name, str(error)[:200]))
    check(f"{len(arguments)} examples give evidence", not wrong, wrong)


async def asking(client):
    result = await client.call_tool("ask", {"question": QUESTION})
    answer = result.structured_content
    check("a question is answered", answer["status"] == "answered" and answer["evidence"], answer)
    follow = await client.call_tool("ask", {"question": "And the maximum?", "turns": [QUESTION]})
    check("a follow-up too", follow.structured_content["status"] == "answered", follow.structured_content)
    return answer["values"][0]["value"]


async def errors(client):
    window = {"start": "2026-06-01", "end": "2026-07-01"}
    for what, name, arguments, code in [
        ("an unknown tag", "aggregate", {"tags": ["no.such"], "statistic": "mean", "window": window}, "PW3101"),
        ("an unknown parameter", "find_tags", {"nonsense": 1}, "PW3201"),
        ("a missing parameter", "aggregate", {}, "PW3201"),
        ("writing SQL", "sql", {"query": "DROP TABLE tags"}, "PW5002"),
        ("an empty question", "ask", {"question": ""}, "PW7004"),
    ]:
        result = await client.call_tool(name, arguments)
        problem = result.structured_content or {}
        holds = result.is_error and problem.get("code") == code and problem.get("help")
        check(f"{what} is a result with {code}", bool(holds), result)
    await refused("an unknown tool is refused", -32602, client.call_tool("no_such_tool", {}))
    missing = -32602 if client.protocol_version >= "2026-07-28" else -32002
    await refused("an unknown resource is refused", missing, client.read_resource("plantwright://nothing"))
    await refused("an unknown prompt is refused", -32602, client.get_prompt("nothing", {}))


async def at_once(client, expected):
    began = time.monotonic()
    calls = [client.call_tool("ask", {"question": QUESTION}) for _ in range(50)]
    results = await asyncio.gather(*calls)
    values = {result.structured_content["values"][0]["value"] for result in results}
    took_s = time.monotonic() - began
    check(f"50 calls at once give one value ({took_s:.1f} s)", values == {expected}, values)


async def cancellation(client):
    """Slow calls on every core are cancelled; the next is answered long before they would have ended."""
    with anyio.move_on_after(1) as scope:
        async with anyio.create_task_group() as slow:
            for _ in range(os.cpu_count() or 2):
                slow.start_soon(client.call_tool, "sql", {"query": SLOW})
    check("slow calls were cancelled", scope.cancelled_caught)
    began = time.monotonic()
    result = await client.call_tool("describe_plant", {})
    waited_s = time.monotonic() - began
    check(f"the next call is answered in {waited_s:.1f} s", not result.is_error and waited_s < 5, result)


async def drive(title, transport, mode):
    print(f"{title}, {mode}", flush=True)
    async with Client(transport, mode=mode) as client:
        print(f"        protocol {client.protocol_version}")
        tools, arguments = await lists_and_resources(client)
        await examples(client, tools, arguments)
        value = await asking(client)
        await errors(client)
        await at_once(client, value)
        await cancellation(client)


def stdio(program, plant, token=""):
    environment = {**os.environ, "PLANTWRIGHT_TOKEN": token}
    if not token:
        del environment["PLANTWRIGHT_TOKEN"]
    return stdio_client(StdioServerParameters(command=program, args=["mcp", "--plant", plant], env=environment))


@contextlib.asynccontextmanager
async def http(address, token):
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=120) as client:
        async with streamable_http_client(f"{address}/mcp", http_client=client) as streams:
            yield streams


@contextlib.contextmanager
def serving(program, plant, token):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(token)
        file.flush()
        command = [program, "serve", "--plant", plant, "--bind", "127.0.0.1:0", "--token-file", file.name]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()
            server.wait(30)


def chat(address, token):
    print("chat completions, openai client", flush=True)
    client = openai.OpenAI(base_url=f"{address}/v1", api_key=token, max_retries=0)
    check("one model", [model.id for model in client.models.list()] == ["plantwright"])
    ask = {"model": "plantwright", "messages": [{"role": "user", "content": QUESTION}]}
    whole = client.chat.completions.create(**ask)
    text = whole.choices[0].message.content
    check("an answer", bool(text) and whole.choices[0].finish_reason == "stop", whole)
    check("with its evidence beside it", bool(whole.model_extra["plantwright"]["evidence"]), whole)
    parts = list(client.chat.completions.create(**ask, stream=True, stream_options={"include_usage": True}))
    joined = "".join(part.choices[0].delta.content or "" for part in parts if part.choices)
    check("the same in parts", joined == text and parts[-1].usage.total_tokens == 0, joined)
    messages = [*ask["messages"], {"role": "assistant", "content": text}]
    follow = client.chat.completions.create(
        model="plantwright", messages=[*messages, {"role": "user", "content": "And the maximum?"}]
    )
    status = follow.model_extra["plantwright"]["status"]
    check("a follow-up", status == "answered", follow)
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    for what, kind, code, arguments in [
        ("tools of the client", openai.BadRequestError, "PW7042", {**ask, "tools": [tool]}),
        ("several answers", openai.BadRequestError, "PW7042", {**ask, "n": 2}),
        ("another model", openai.NotFoundError, "PW7041", {**ask, "model": "other"}),
    ]:
        try:
            found = client.chat.completions.create(**arguments)
        except kind as error:
            check(f"{what}: refused with {code}", error.code == code, error)
        else:
            check(f"{what}: refused with {code}", False, found)
    try:
        openai.OpenAI(base_url=f"{address}/v1", api_key="another secret", max_retries=0).models.list()
    except openai.AuthenticationError as error:
        check("another token is refused", error.status_code == 401, error)
    else:
        check("another token is refused", False)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--plant", required=True)
    options = parser.parse_args()
    program, plant, token = os.path.abspath(options.program), options.plant, secrets.token_hex(16)
    subprocess.run([program, "import", "--plant", plant], check=True)
    for mode in ["legacy", "auto"]:
        await drive("standard input", stdio(program, plant), mode)
    with serving(program, plant, token) as address:
        for mode in ["legacy", "auto"]:
            await drive("HTTP", http(address, token), mode)
        await drive("standard input beside a server", stdio(program, plant, token), "legacy")
        chat(address, token)
    verified = subprocess.run([program, "audit", "verify", "--plant", plant], capture_output=True, text=True)
    print(verified.stdout or verified.stderr)
    check("the audit log holds", verified.returncode == 0, verified.stderr)
    for failure in failures:
        print(f"FAILED {failure}")
    print("all held" if not failures else f"{len(failures)} did not hold")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    asyncio.run(main())
