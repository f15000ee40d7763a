import { createClient, RESP_TYPES } from "redis";
import { decode } from "@msgpack/msgpack";

const r = createClient({ url: process.env.REDIS_URL }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
const schemas = new Map();

export async function profile(project, user) {
  const key = user.replace(/[%{}\x00-\x1f\x7f]/g, c => "%" + c.charCodeAt().toString(16).toUpperCase().padStart(2, "0"));
  const [row, vector] = await r.mGet([`${project}:profile:{${key}}`, `${project}:embedding:{${key}}`]);
  if (!row) return null;
  if (row[0] !== 1) throw new Error(`profile format ${row[0]}`);
  const id = row.subarray(21, 29).toString("hex");
  if (!schemas.has(id)) schemas.set(id, JSON.parse(await r.get(`${project}:schema:${id}`)).columns.map(c => c.name));
  const values = decode(row.subarray(29));
  const same = vector && vector.subarray(0, 29).equals(row.subarray(0, 29));
  const embedding = same ? Array.from({ length: (vector.length - 29) / 4 }, (_, i) => vector.readFloatLE(29 + 4 * i)) : null;
  return { ...Object.fromEntries(schemas.get(id).map((name, i) => [name, values[i]])), embedding };
}

await r.connect();
for (const user of process.argv.slice(3)) console.log(JSON.stringify(await profile(process.argv[2], user)));
await r.close();
