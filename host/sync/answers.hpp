// What the answers of a channel mean. Pure: no state, no thread; called by ChannelClient.
#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "plugins/manifest.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

// By the manifest's rules, then by the status alone. Nothing: the task shall see the answer.
std::optional<AnswerMeaning> meaning_of_answer(const Manifest& manifest, const HttpResponse& response);
// What a person needs of an answer's body, and the sentence about an answer that says so.
std::string quoted_body(const HttpResponse& response);
std::string sentence_for(const HttpResponse& response, AnswerMeaning meaning);
// Retry-After as seconds or as an HTTP date, capped at kRetryAfterMax; nothing when absent or garbage.
std::optional<Duration> retry_after_of(const HttpResponse& response, Timestamp now);

}  // namespace mooring::host
