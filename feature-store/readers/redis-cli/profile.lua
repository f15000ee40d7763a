local row = redis.call('GET', KEYS[1])
if not row then return nil end
if row:byte() ~= 1 then return redis.error_reply('profile format ' .. row:byte()) end
local id = row:sub(22, 29):gsub('.', function(c) return string.format('%02x', c:byte()) end)
local values, profile = cmsgpack.unpack(row:sub(30)), {}
for i, column in ipairs(cjson.decode(redis.call('GET', ARGV[1] .. ':schema:' .. id)).columns) do
  profile[column.name] = values[i]
end
return cjson.encode(profile)
