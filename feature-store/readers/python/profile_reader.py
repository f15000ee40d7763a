import json, os, struct, sys, msgpack, redis

r, schemas = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379")), {}

def profile(project, user):
    key = "".join("%%%02X" % ord(c) if c in "%{}\x7f" or c < " " else c for c in user)
    row, vector = r.mget(f"{project}:profile:{{{key}}}", f"{project}:embedding:{{{key}}}")
    if row is None: return None
    if row[0] != 1: raise ValueError(f"profile format {row[0]}")
    id = row[21:29].hex()
    if id not in schemas: schemas[id] = [c["name"] for c in json.loads(r.get(f"{project}:schema:{id}"))["columns"]]
    columns = dict(zip(schemas[id], msgpack.unpackb(row[29:])))
    same = vector is not None and vector[:29] == row[:29]
    return {**columns, "embedding": struct.unpack(f"<{(len(vector) - 29) // 4}f", vector[29:]) if same else None}

if __name__ == "__main__":
    for user in sys.argv[2:]: print(json.dumps(profile(sys.argv[1], user)))
