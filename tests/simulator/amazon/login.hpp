// Login with Amazon, for sellers and for Ads: POST [/ads/{region}]/auth/o2/token. Any thread.
#pragma once
#include "http.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator {

// Finds client and seller of the request without judging them, so that faults can aim at them.
void learn_login_subject(const World& world, const Request& request, Subject& subject);

// `subject` learns the seller and client the request concerns, for faults and the log.
Reply answer_token_request(World& world, const Request& request, Subject& subject);

}  // namespace mooring::amazon_simulator
