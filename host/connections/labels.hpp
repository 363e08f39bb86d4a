// Names of connections that nobody chose, and what a person types to show which connection is meant. Names may be equal,
// people may choose them so; those that Mooring gives never are. All but the first three inside Database::read or write.
#pragma once
#include <string>
#include <string_view>

#include "connections/channel_setup.hpp"
#include "store/database.hpp"
#include "store/models.hpp"

namespace mooring::host {

// On one line, without what nobody sees at its ends: empty where there is nothing else.
std::string clean_label(std::string_view text);
// In lower case, in every alphabet: how names are sorted and searched.
std::string lower_case(const std::string& text);
// "Shop North America", or with the name of the consent page where it is not the usual one.
std::string usual_label(const ChannelSetup& setup, const std::string& consent);
// That label, or "Shop North America 2" where it is taken by another connection.
std::string free_label(Session& session, const std::string& label, const std::string& connection_id);
// Its account has just been told for the first time. A connection that got its name from us, and is not the only one of that
// name, takes the account into it: "Shop North America, Harbor Supply".
void name_after_account(Session& session, const ChannelSetup& setup, ConnectionRow& row);
// The label; with the account's id, or its own, where another connection has the same label; such an id alone where the
// label is blank. Never empty.
std::string confirmation_of(Session& session, const ConnectionRow& row);

}  // namespace mooring::host
