// Idempotency-Key: the same request sent again is answered as the first time and does nothing anew. As the IETF draft
// "The Idempotency-Key HTTP Header Field" has it. Every POST of the API takes one; keys are the caller's own and are kept
// for 24 hours. Answers that hold a secret are not kept: whoever asks again is told that it was done. Of a request that may
// hold one, only a hash is kept with which nobody can try guesses, so that such a key is known until the host ends.
// Used by application.cpp around a handler; worker threads.
#pragma once
#include <functional>

#include "admin/api/routes.hpp"

namespace mooring::host::admin {

bool takes_idempotency_key(const Route& route);
// Members of its answer by whose names it may hold a secret or a one-time link.
bool answer_holds_secret(const Route& route);

// Members of its body by whose names it may hold a password, a token or another secret.
bool body_holds_secret(const Route& route);
// What tells a request from another one with the same key. process_key: random, of this process only.
std::string request_hash(const Route& route, const http::Request& request, const std::string& process_key);

// Runs `handle` unless the key was seen before. Problems: idempotency_key_invalid (400), idempotency_key_reused (422, with
// another request), idempotency_key_in_use (409, the first is under way), idempotency_key_unfinished (409, the host ended
// while it was), idempotency_answer_withheld (409, it was done; its answer is not kept).
Answer answer_once(Call& call, const Route& route, const std::function<Answer()>& handle);

}  // namespace mooring::host::admin
