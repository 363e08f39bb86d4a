#include "transport/for_people.hpp"

#include <string>

namespace mooring::host {
namespace {

constexpr size_t kToldBodyBytes = 16 << 10;  // nobody is told of more

// Looking for thousands of secrets costs much the same for little text and for more: one look at all of it is enough where
// there is none, which is nearly always.
bool holds_secrets(const HttpResponse& response, const Redactor& redactor) {
  std::string all = response.body;
  for (const auto& [name, value] : response.headers)
    all.append(1, '\0').append(value);
  return redactor.redact(all) != all;
}

}  // namespace

HttpResponse for_people(const HttpResponse& response, const Redactor& redactor) {
  HttpResponse told;
  told.status = response.status;
  told.took = response.took;
  told.headers = response.headers;
  told.body = response.body.substr(0, kToldBodyBytes);
  if (!holds_secrets(told, redactor)) return told;
  told.body = redactor.redact(told.body);
  for (auto& [name, value] : told.headers)
    value = redactor.redact(value);
  return told;
}

}  // namespace mooring::host
