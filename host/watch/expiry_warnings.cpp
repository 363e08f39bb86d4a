#include "watch/expiry_warnings.hpp"

#include <charconv>

#include "base/text.hpp"

namespace mooring::host {
namespace {

std::string fact_of(const std::string& expiry_id) {
  return "expiry-told/" + expiry_id;
}

std::string in_words(const Expiry& expiry) {
  const bool over = expiry.left <= Duration::zero();
  std::string when = over ? " ended at " : " ends in " + format_duration(expiry.left) + ", at ";
  return expiry.title + when + format_time(expiry.at) + ". " + expiry.action_text;
}

}  // namespace

ExpiryWarnings::ExpiryWarnings(Database& database, Journal& journal, const PluginRegistry& registry,
                               const Config& config, Logger& logger)
    : database_(database), journal_(journal), registry_(registry), config_(config), logger_(logger) {}

std::optional<ExpiryWarnings::Told> ExpiryWarnings::read_told(Session& session, const std::string& id) {
  auto fact = rows::get_fact(session, fact_of(id));
  if (!fact) return std::nullopt;
  const size_t space = fact->find(' ');
  if (space == std::string::npos) return std::nullopt;
  Told told{fact->substr(0, space)};
  const auto [end, problem] =
      std::from_chars(fact->data() + space + 1, fact->data() + fact->size(), told.days);
  if (problem != std::errc{} || end != fact->data() + fact->size()) return std::nullopt;
  return told;
}

void ExpiryWarnings::tell(Session& session, const Warning& warning) {
  const std::string id = warning.expiry.id();
  if (auto known = read_told(session, id);
      known && known->at == warning.told.at && known->days <= warning.told.days)
    return;  // by the host before this start
  ActivityRow entry;
  entry.connection_id = warning.expiry.connection_id;
  entry.kind = "expiry.warning";
  entry.severity = warning.expiry.severity;
  entry.message = in_words(warning.expiry);
  entry.actor = "system";
  journal_.append(session, std::move(entry));
  rows::put_fact(session, fact_of(id), warning.told.at + " " + std::to_string(warning.told.days));
}

void ExpiryWarnings::look(const Look& look) {
  if (!look.all) return;
  std::vector<Warning> warnings;
  const ExpiryFacts facts = read_expiry_facts(database_, look.statuses, registry_, config_, look.now);
  if (facts.certificate_problem != certificate_problem_ && !facts.certificate_problem.empty())
    logger_.warning("the end of the console's certificate is not known",
                    {{"reason", facts.certificate_problem}});
  certificate_problem_ = facts.certificate_problem;
  for (Expiry& expiry : list_expiries(look.statuses, registry_, config_, facts, look.now)) {
    const auto days = reached_warning(expiry.left);
    if (!days) break;  // the next one first: all that follow are further away
    Told now{format_time(expiry.at), *days};
    auto known = told_.find(expiry.id());
    if (known != told_.end() && known->second.at == now.at && known->second.days <= now.days) continue;
    warnings.push_back({std::move(expiry), std::move(now)});
  }
  if (warnings.empty()) return;
  Status stored = database_.write([&](Session& session) -> Status {
    for (const Warning& warning : warnings)
      tell(session, warning);
    return {};
  });
  if (!stored)  // tried again at the next look
    return logger_.error("warnings of what will end could not be kept",
                         {{"reason", describe(stored.error())}});
  for (Warning& warning : warnings)
    told_[warning.expiry.id()] = std::move(warning.told);
}

}  // namespace mooring::host
