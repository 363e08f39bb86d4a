// The playbook: for each cause of trouble what happened, what Mooring does by itself, what a person can do, when a
// ticket at the provider helps and what to paste into it. Causes that every channel has stand here (playbook_texts.cpp);
// those of a provider come from the plugin's manifest, so that nothing about a provider stands in the host. Pure.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "badge/badge.hpp"
#include "plugins/manifest.hpp"
#include "store/models.hpp"

namespace mooring::host {

struct PlaybookEntry {
  std::string cause;    // "grant_revoked", or of a plugin "shop.no_role"
  std::string general;  // the general cause that it is a case of; of a general one, itself
  std::string channel;  // empty: any
  std::string title, what_happened, mooring_does, you_can;
  std::string ticket_when, ticket_paste, ticket_url;  // ticket_when empty: a ticket does not help
};

// The general causes, those that people meet first before those that are rare.
std::span<const PlaybookEntry> general_playbook();

// The general causes and those of the manifest (may be null), whose missing texts are filled from the general ones.
std::vector<PlaybookEntry> playbook_of(const Manifest* manifest);

// A failure as the host keeps it.
struct FailureFacts {
  std::string kind;  // a FailureKind as text, or a general cause
  int status = 0;
  std::string message;
};
// "shop.no_role", else the general cause; empty: nothing went wrong.
std::string cause_of(const FailureFacts& failure, const Manifest* manifest);
std::string cause_of(const BadgeVerdict& verdict, const Manifest* manifest);
// Empty where the entry tells of no trouble.
std::string cause_of(const ActivityRow& entry, const Manifest* manifest);

}  // namespace mooring::host
