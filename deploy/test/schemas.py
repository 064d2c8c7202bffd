"""Makes src/test/resources/schemas/kinds.json: the JSON schemas of what the chart renders, strict and without descriptions.

    python3 deploy/test/schemas.py SWAGGER CRD… > deploy/src/test/resources/schemas/kinds.json

SWAGGER is api/openapi-spec/swagger.json of Kubernetes; each CRD a file of CustomResourceDefinitions (needs PyYAML). Versions and
where they are from: src/test/resources/schemas/README.md.
"""
import json
import sys

import yaml

KINDS = {
    "v1": ["ConfigMap", "Service", "ServiceAccount"],
    "apps/v1": ["StatefulSet"],
    "autoscaling/v2": ["HorizontalPodAutoscaler"],
    "batch/v1": ["Job"],
    "networking.k8s.io/v1": ["Ingress", "NetworkPolicy"],
    "policy/v1": ["PodDisruptionBudget"],
    "scheduling.k8s.io/v1": ["PriorityClass"],
}
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
WORDS = {"type", "items", "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"}


def strict(schema):
    """What is checked of a schema; an object with known properties has no others."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        return {"type": ["string", "integer"]}
    result = {word: schema[word] for word in WORDS & schema.keys()}
    if "items" in schema:
        result["items"] = strict(schema["items"])
    if "properties" in schema:
        result["properties"] = {name: strict(of) for name, of in schema["properties"].items()}
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        result["additionalProperties"] = strict(others)
    elif "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        result["additionalProperties"] = False
    return result


def references(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                yield value.rsplit("/", 1)[1]
            else:
                yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def group_version(kind):
    return (kind["group"] + "/" if kind["group"] else "") + kind["version"]


def main(swagger, crds):
    given = json.load(open(swagger))["definitions"]
    kinds, definitions = {}, {}
    for name, schema in given.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            if kind["kind"] in KINDS.get(group_version(kind), []):
                kinds[group_version(kind) + "/" + kind["kind"]] = {"$ref": "#/definitions/" + name}
    for crd in crds:
        for document in yaml.safe_load_all(open(crd)):
            for version in (of for of in document["spec"]["versions"] if of["storage"]):
                schema = strict(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"$ref": "#/definitions/" + METADATA}
                schema["required"] = sorted({"apiVersion", "kind", "metadata", *schema.get("required", [])})
                spec = document["spec"]
                kinds["/".join((spec["group"], version["name"], spec["names"]["kind"]))] = schema
    missing = {f"{version}/{kind}" for version, names in KINDS.items() for kind in names} - kinds.keys()
    if missing:
        sys.exit(f"{swagger} has no {missing}")
    todo = list(references(kinds))
    while todo:
        name = todo.pop()
        if name in definitions:
            continue
        last = name.rsplit(".", 1)[1]
        if last == "Quantity":
            definitions[name] = {"type": ["string", "number"]}
        elif last == "IntOrString":
            definitions[name] = {"type": ["string", "integer"]}
        else:
            definitions[name] = strict(given[name])
        todo += references(definitions[name])
    json.dump({"kinds": kinds, "definitions": definitions}, sys.stdout, indent=None, separators=(",", ":"), sort_keys=True)
    print()


main(sys.argv[1], sys.argv[2:])
