-- wrk: GETs and PUTs of 1000 B over 10 000 keys; the argument is the share of reads, 0 to 1. Without reads the keys come
-- one after the other, so that a first run fills them all.
local keys = 10000
local prefix
local share
local turn = 0
local body = string.rep("x", 1000)

function init(args)
  prefix = wrk.path
  if prefix == "/" then prefix = "" end
  share = tonumber(args[1])
  math.randomseed(os.time())
end

function request()
  turn = turn + 1
  local number = share == 0 and turn % keys or math.random(0, keys - 1)
  local key = prefix .. "/k" .. number
  if math.random() < share then
    return wrk.format("GET", key)
  end
  return wrk.format("PUT", key, nil, body)
end
