-- Signs one customer up after another, and signs each in once, eight later.
local token, seed, count = os.getenv("CLEENG_BENCH_TOKEN"), os.getenv("CLEENG_BENCH_SEED"), 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local data = '"customerData":{"email":"%s","locale":"en_US","country":"US","currency":"USD","password":"long-enough-1"}'
local up = '{"method":"registerCustomer","id":1,"params":{"publisherToken":"%s",' .. data .. "}}"
local inside = '{"method":"generateCustomerTokenFromPassword","id":1,"params":'
  .. '{"publisherToken":"%s","customerEmail":"%s","password":"long-enough-1"}}'

local function email(n)
  return string.format("bench-%s-%d@example.com", seed, n)
end

function request()
  count = count + 1
  local n = math.floor(count / 2)
  if count % 2 == 1 and n > 8 then
    return wrk.format(nil, nil, nil, string.format(inside, token, email(n - 8)))
  end
  return wrk.format(nil, nil, nil, string.format(up, token, email(count % 2 == 1 and n + 1e6 or n)))
end
