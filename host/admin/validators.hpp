// ETag, If-None-Match and Cache-Control of answers: done once for every GET, from the bytes of the body. Pure; any thread.
// The ETag of what has a version is "<version>.<hash>": If-Match looks at the version alone, so that a badge that changed
// meanwhile does not stand in the way of an edit.
#pragma once
#include <string>

#include "admin/api/routes.hpp"

namespace mooring::host::admin {

// For handlers that answer with something that can be edited.
void set_version(http::Response& response, int64_t version);

// May the browser keep the answer, to ask for it again with If-None-Match? Not what holds secrets or people's data.
bool may_be_kept(const Route& route);

// Adds ETag, Vary and Cache-Control, and makes 304 of an answer that the caller has already.
void validate_answer(const http::Request& request, const Route& route, http::Response& response);

}  // namespace mooring::host::admin
