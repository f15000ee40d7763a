-- Writes or deletes one profile, only ever forwards. Atomic over both keys, which share a slot.
--
-- KEYS[1]    profile            KEYS[2]  embedding
-- ARGV[1]    packed, hash, delete or erase
-- ARGV[2]    packed: the row; hash and delete: the header such a row would begin with; erase: nothing
-- ARGV[3]    time to live, milliseconds
-- ARGV[4]    the embedding; empty where there is none
-- ARGV[5..]  hash: field, value, field, value, ...
--
-- Returns 1 if it was done; 0 if what is stored is newer, or for a write as new. To erase is done
-- always: whatever is there, of whatever format, is the user's.

local VERSION_END = 21 -- the header's first bytes: format 1, then the version 20

local mode, new = ARGV[1], ARGV[2]
if mode == 'erase' then
  redis.call('DEL', KEYS[1], KEYS[2])
  return 1
end
local stored = redis.pcall('GETRANGE', KEYS[1], 0, VERSION_END - 1)
local is_hash = type(stored) == 'table'
if is_hash then
  local hex = redis.call('HGET', KEYS[1], '_version') or ''
  stored = string.gsub(hex, '%x%x', function(digits) return string.char(tonumber(digits, 16)) end)
end

if is_hash or stored ~= '' then
  if #stored ~= VERSION_END or string.byte(stored) ~= string.byte(new) then
    return redis.error_reply('UNKNOWNFORMAT the key holds no row of format ' .. string.byte(new))
  end
  -- Byte by byte: Lua's own < on strings follows the server's locale.
  local difference = 0
  for i = 2, VERSION_END do
    difference = string.byte(new, i) - string.byte(stored, i)
    if difference ~= 0 then break end
  end
  if difference < 0 or (difference == 0 and mode ~= 'delete') then return 0 end
end

if mode == 'delete' then
  redis.call('DEL', KEYS[1], KEYS[2])
  return 1
end
if mode == 'packed' then
  redis.call('SET', KEYS[1], new, 'PX', ARGV[3])
else
  redis.call('DEL', KEYS[1])
  for first = 5, #ARGV, 1000 do -- as many as Lua's stack surely takes
    redis.call('HSET', KEYS[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
if ARGV[4] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[3])
end
return 1
