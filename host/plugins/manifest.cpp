#include "plugins/manifest.hpp"

#include <algorithm>

namespace mooring::host {
namespace {

template <class Part>
const Part* find_part(const std::vector<Part>& parts, std::string_view id) {
  auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.id == id; });
  return found == parts.end() ? nullptr : &*found;
}

}  // namespace

const ManifestRegion* Manifest::region(std::string_view region_id) const {
  return find_part(regions, region_id);
}
const StreamRule* Manifest::stream(std::string_view stream_id) const {
  return find_part(streams, stream_id);
}
const BudgetRule* Manifest::budget(std::string_view budget_id) const {
  return find_part(budgets, budget_id);
}
const CredentialRule* Manifest::credential(std::string_view credential_id) const {
  return find_part(credentials, credential_id);
}

const ViewRule* Manifest::view(std::string_view view_id) const {
  return find_part(views, view_id);
}

const ManifestConsent* ManifestRegion::consent(std::string_view consent_id) const {
  if (consent_id.empty()) return consents.empty() ? nullptr : &consents.front();
  if (const ManifestConsent* named = find_part(consents, consent_id)) return named;
  const auto of_kind = std::find_if(consents.begin(), consents.end(),
                                    [&](const ManifestConsent& one) { return one.account == consent_id; });
  return of_kind == consents.end() ? nullptr : &*of_kind;
}

std::string Manifest::account_kind(std::string_view region_id, std::string_view consent_id) const {
  const ManifestRegion* declared = region(region_id);
  const ManifestConsent* consent = declared ? declared->consent(consent_id) : nullptr;
  return consent ? consent->account : std::string();
}

ConsentTexts Manifest::consent_texts(const ManifestConsent* consent) const {
  if (!consent) return {oauth.pasted_account, oauth.revoke_help, oauth.switch_login};
  return {consent->pasted_account.value_or(oauth.pasted_account),
          consent->revoke_help.value_or(oauth.revoke_help),
          consent->switch_login.value_or(oauth.switch_login)};
}

ConsentTexts Manifest::consent_texts(std::string_view region_id, std::string_view consent_id) const {
  const ManifestRegion* declared = region(region_id);
  return consent_texts(declared ? declared->consent(consent_id) : nullptr);
}

namespace {

bool names_kind(const std::vector<std::string>& accounts, std::string_view account_kind) {
  return accounts.empty() || account_kind.empty() ||
         std::find(accounts.begin(), accounts.end(), account_kind) != accounts.end();
}

}  // namespace

bool StreamRule::is_for(std::string_view account_kind) const {
  return names_kind(accounts, account_kind);
}

bool BudgetRule::is_for(std::string_view account_kind) const {
  return names_kind(accounts, account_kind);
}

bool SettingRule::is_for(std::string_view account_kind) const {
  return names_kind(accounts, account_kind);
}

const RecordField* StreamRule::field(std::string_view name) const {
  auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

const char* to_text(StreamMode mode) {
  switch (mode) {
    case StreamMode::incremental:
      return "incremental";
    case StreamMode::window:
      return "window";
    case StreamMode::snapshot:
      return "snapshot";
  }
  return "incremental";
}

const char* to_text(StreamScope scope) {
  return scope == StreamScope::marketplace ? "marketplace" : "connection";
}

}  // namespace mooring::host
