#include "connections/labels.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/limits.hpp"
#include "base/text.hpp"
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

// In UTF-8: spaces of any width, joiners and fillers. The controls are spaces already, clean_line makes them so.
constexpr std::string_view kUnseen[] = {" ",
                                        "\xC2\xA0",
                                        "\xC2\xAD",
                                        "\xE1\x85\x9F",
                                        "\xE1\x85\xA0",
                                        "\xE1\x9A\x80",
                                        "\xE2\x80\x80",
                                        "\xE2\x80\x81",
                                        "\xE2\x80\x82",
                                        "\xE2\x80\x83",
                                        "\xE2\x80\x84",
                                        "\xE2\x80\x85",
                                        "\xE2\x80\x86",
                                        "\xE2\x80\x87",
                                        "\xE2\x80\x88",
                                        "\xE2\x80\x89",
                                        "\xE2\x80\x8A",
                                        "\xE2\x80\x8B",
                                        "\xE2\x80\x8C",
                                        "\xE2\x80\x8D",
                                        "\xE2\x80\x8E",
                                        "\xE2\x80\x8F",
                                        "\xE2\x80\xAF",
                                        "\xE2\x81\x9F",
                                        "\xE2\x81\xA0",
                                        "\xE2\xA0\x80",
                                        "\xE3\x80\x80",
                                        "\xE3\x85\xA4",
                                        "\xEF\xBB\xBF"};

}  // namespace

std::string clean_label(std::string_view text) {
  const std::string line = clean_line(text, text.size());
  std::string_view rest = line;
  const auto cut_front = [&](std::string_view unseen) {
    if (!rest.starts_with(unseen)) return false;
    rest.remove_prefix(unseen.size());
    return true;
  };
  const auto cut_back = [&](std::string_view unseen) {
    if (!rest.ends_with(unseen)) return false;
    rest.remove_suffix(unseen.size());
    return true;
  };
  while (std::any_of(std::begin(kUnseen), std::end(kUnseen), cut_front)) {
  }
  while (std::any_of(std::begin(kUnseen), std::end(kUnseen), cut_back)) {
  }
  return std::string(rest);
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
