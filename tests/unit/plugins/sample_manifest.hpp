// A manifest that uses every key.
#pragma once
#include <stdexcept>
#include <string>

namespace mooring::test {

inline const std::string kSampleManifest = R"(schema = 1
id = "sample"
name = "Sample"
version = "1.2.3-rc.1"
description = "For tests"
abi = { major = 1, minor_required = 0 }
operations = ["identify/1", "sync/1"]
hosts = ["api.example.com", "*.files.example.com"]
request_id_header = "X-Request-Id"

[[regions]]
id = "NA"
name = "North America"
api_base = "https://api.example.com"
issuer = "sample-na"
authorize_url = "https://na.example.com/consent"
token_url = "https://login.example.com/token"
[[regions]]
id = "EU"
name = "Europe"
api_base = "https://api.example.com/eu"
issuer = "sample-eu"
authorize_url = "https://eu.example.com/consent"
token_url = "https://login.example.com/token"
revoke_url = "https://login.example.com/revoke"

[oauth]
authorize_parameters = [{ name = "app", value = "{app_id}" }, { name = "state", value = "{state}" }]
callback_account = "seller"
token_parameters = [{ name = "redirect_uri", value = "{redirect_uri}" }]
scopes = ["read", "write"]
pkce = true
grant_lifetime_days = 365
pasted_tokens = true
pasted_account = "Seller id"
revoke_help = "https://example.com/apps"
[[oauth.application_fields]]
key = "app_id"
title = "Application id"
help = "From the developer console"
[[oauth.token_errors]]
status = 400
error = "invalid_grant"
description_contains = "revoked"
means = "grant_revoked"
[[oauth.token_errors]]
error = "invalid_grant"
means = "grant_rejected"

[[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"

[[credentials]]
id = "shop"
headers = [{ name = "X-Token", value = "{access_token}" }, { name = "X-App", value = "{client_id}" }]

[[api_answers]]
status = 401
body_contains = "expired"
means = "access_token_expired"

[[budgets]]
id = "items.list"
rate_per_s = 0.5
burst = 10
rate_header = "X-Rate-Limit"

[[settings]]
key = "history_days"
type = "integer"
default = 30
minimum = 1
maximum = 90
title = "Days of history"
[[settings]]
key = "archived"
type = "boolean"
default = true
[[settings]]
key = "prefix"
type = "text"

[[streams]]
id = "items"
title = "Items"
mode = "window"
scope = "marketplace"
interval = "15m"
lookback = "14d"
stale_after = "48h"
retention_days = 730
primary_key = ["item_id"]
annotatable = true
time_field = "made_on"
role = "Item Reader"
only_in = ["M-DE"]
pii_raw = ["note", "author"]
fields = [
  { name = "item_id", type = "text", title = "Item" },
  { name = "made_on", type = "date" },
  { name = "note", type = "text", pii = true },
  { name = "price", type = "decimal" },
  { name = "sold", type = "boolean" },
  { name = "changed_at", type = "timestamp" },
  { name = "extra", type = "json" },
]
[streams.probe]
method = "POST"
path = "/items/{marketplace}"
query = [{ name = "after", value = "{time-90m}" }]
headers = [{ name = "X-Shop", value = "{account}" }]
body = "{}"
budget = "items.list"
credential = "account"
answers = [{ status = 404, body_contains = "no such shop", means = "not_available" }]
[[streams]]
id = "lines"
mode = "incremental"
scope = "marketplace"
fed_by = "items"
parent_key = ["item_id"]
primary_key = ["item_id", "line"]
fields = [{ name = "item_id", type = "text" }, { name = "line", type = "integer" }]
[[streams]]
id = "sales"
mode = "window"
scope = "marketplace"
interval = "12h"
lookback = "14d"
time_field = "day"
primary_key = ["sold_item", "day"]
fields = [
  { name = "sold_item", type = "text" },
  { name = "day", type = "date" },
  { name = "currency", type = "text" },
  { name = "amount", type = "decimal" },
  { name = "units", type = "integer" },
]

[[views]]
id = "best_items"
title = "Best items"
stream = "items"
name_field = "note"
state_field = "note"
type_field = "item_id"
active_states = ["sold"]
columns = ["price", "changed_at"]
metrics_stream = "sales"
join = ["item_id = sold_item"]
currency_field = "currency"
metrics = [{ field = "amount", title = "Sales", kind = "money" }, { field = "units" }]
ratios = [{ id = "unit_price", title = "Price", numerator = "amount", denominator = "units" }]
sparkline = "amount"

[marketplaces]
EU = [{ id = "M-DE", country_code = "DE", name = "Germany" }]
NA = [{ id = "M-US", country_code = "US", name = "United States" }]
)";

// The sample with one part replaced.
inline std::string with(const std::string& from, const std::string& to) {
  std::string text = kSampleManifest;
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("the sample does not contain " + from);
  return text.replace(at, from.size(), to);
}

}  // namespace mooring::test
