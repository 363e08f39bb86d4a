// The consent page of Login with Amazon for Ads: sign-in with one of the logins, allow or deny. Any thread.
#pragma once
#include "simulator/amazon/http.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::ads {

// GET shows sign-in, then (with login=) the consent page; POST with decision=approve|deny redirects back.
Reply answer_consent(World& world, const Request& request, Subject& subject);

}  // namespace mooring::amazon_simulator::ads
