// What a seller sees: sign-in and consent for an application, and "Manage your apps" with self-authorisation.
// Any thread.
#pragma once
#include "http.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator {

// GET shows sign-in, then (with seller=) the consent page; POST with decision=approve|deny decides. An empty
// region offers the sellers of all regions.
Reply answer_consent(World& world, const Request& request, std::string_view region, Subject& subject);

// GET lists what a seller authorised; POST action=authorize shows a refresh token, action=revoke removes the
// application.
Reply answer_manage(World& world, const Request& request, std::string_view region);

}  // namespace mooring::amazon_simulator
