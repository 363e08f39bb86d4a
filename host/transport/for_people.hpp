// What people may be told of an answer: it may repeat a token, so the secrets that the host knows are taken out of it before
// anything of it is quoted, because half a secret is not recognized. Pure; whoever makes calls uses it.
#pragma once
#include "base/log.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

// Status, time, headers, and the beginning of the body.
HttpResponse for_people(const HttpResponse& response, const Redactor& redactor);

}  // namespace mooring::host
