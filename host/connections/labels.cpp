#include "connections/labels.hpp"

#include <Poco/UTF8String.h>

#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/unseen.hpp"
#include "store/rows_labels.hpp"

namespace mooring::host {
namespace {

// "Shop North America", "Shop North America 2".
bool is_usual(const std::string& label, const std::string& usual) {
  if (!label.starts_with(usual)) return false;
  const std::string_view rest = std::string_view(label).substr(usual.size());
  if (rest.empty()) return true;
  int number = 0;
  auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), number);
  return rest.front() == ' ' && error == std::errc{} && end == rest.data() + rest.size() && number > 1;
}

}  // namespace

std::string clean_label(std::string_view text) {
  return std::string(without_unseen_ends(clean_line(text, text.size())));
}

std::string lower_case(const std::string& text) {
  return Poco::UTF8::toLower(text);
}

std::string usual_label(const ChannelSetup& setup, const std::string& consent) {
  const ManifestConsent* opened = setup.region->consent(consent);
  const bool usual = !opened || opened == &setup.region->consents.front();
  return setup.manifest->name + " " + setup.region->name + (usual ? "" : ", " + opened->name);
}

std::string free_label(Session& session, const std::string& label, const std::string& connection_id) {
  std::string free = label;
  for (int number = 2; rows::is_label_taken(session, free, connection_id); ++number)
    free = label + " " + std::to_string(number);
  return free;
}

void name_after_account(Session& session, const ChannelSetup& setup, ConnectionRow& row) {
  const std::string usual = usual_label(setup, row.consent);
  const std::string& account = row.account_name.empty() ? row.account_id : row.account_name;
  if (account.empty() || !is_usual(row.label, usual)) return;
  if (row.label == usual && !rows::is_label_taken(session, usual, row.id)) return;
  row.label = free_label(session, clean_line(usual + ", " + account, limits::kLabelBytesMax), row.id);
}

std::string confirmation_of(Session& session, const ConnectionRow& row) {
  const std::string& own_id = row.account_id.empty() ? row.id : row.account_id;
  const std::string label = clean_label(row.label);
  if (label.empty()) return own_id;
  return rows::is_label_taken(session, row.label, row.id) ? label + " " + own_id : label;
}

}  // namespace mooring::host
