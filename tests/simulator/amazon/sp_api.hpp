// The Selling Partner API of one region: who may call, how often, and which operation answers. Any thread.
#pragma once
#include "http.hpp"
#include "search.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator {

// The operation of a path below the region, as Amazon's models name it; empty when there is none.
std::string operation_of(std::string_view method, std::string_view path);

// Fills the subject from the access token without judging it, so that faults can aim at a seller.
void learn_subject(const World& world, const Request& request, Subject& subject);

// `path` without the region; subject.region is the region of the URL, subject.endpoint the operation.
Reply answer_sp_api(World& world, Search& search, const Request& request, std::string_view path,
                    const Subject& subject);

// 429 as Amazon sends it.
// 403 by cause; nothing: the caller may go on.
std::optional<Reply> refuse_caller(World& world, const Request& request, const Subject& subject);
Reply quota_exceeded();

}  // namespace mooring::amazon_simulator
