// The causes that every channel has, in words for people. Data, no code: nothing here decides anything.
#include "badge/playbook.hpp"

namespace mooring::host {
namespace {

const std::string kPaste =
    "Copy for a ticket: the request id, the operation and the time in UTC. Never paste a token or a secret.";

const std::vector<PlaybookEntry> kGeneral{
    {"grant_revoked", "grant_revoked", "", "Access was withdrawn",
     "The account's owner, or the provider for them, withdrew the permission that this connection used. The "
     "provider says so.",
     "It stopped asking, so that nothing looks like an attack. All data, tags, notes and the selection stay. "
     "It does not try again by itself.",
     "Ask the account's owner whether it was meant. If it was not, reconnect: the owner signs in and "
     "consents once more, and what was missed meanwhile is filled in as far as the provider still has it.",
     "Only if the owner withdrew nothing and a new consent is withdrawn again within hours.", kPaste, ""},
    {"grant_rejected", "grant_rejected", "", "The authorization is no longer accepted",
     "The provider refused the refresh token, and refused it once more when it was tried again. It may have "
     "run out, have been replaced, or belong to another application.",
     "It stopped asking. All data stays, also the selection. A network error or a fault of the provider "
     "never leads here.",
     "Reconnect with the same account. If the client id of the application was changed in the configuration, "
     "every token of the old application is refused: set it back, or reconnect every connection.",
     "If a fresh consent is refused too.", kPaste, ""},
    {"application_rejected", "application_rejected", "", "The application is not accepted",
     "The provider does not know the client id, or the client secret is wrong or has run out. This is about "
     "the application in the configuration, not about one account: all connections of the channel meet it.",
     "It keeps every authorization, tries again with growing pauses, and goes on by itself once the provider "
     "accepts the application.",
     "Compare client_id and client_secret in the configuration with the provider's developer console. If the "
     "secret was renewed there, put in the new one. Nobody has to reconnect.",
     "If the developer console shows the very same values and they are refused for more than an hour.",
     kPaste, ""},
    {"permission", "permission", "", "A permission is missing",
     "The token is valid, but the provider does not let it read this. A role was not granted to the "
     "application, the user has no right to this part of the account, or the part was closed.",
     "It goes on with every other stream, asks the provider which permissions work, and tries this one again "
     "with growing pauses.",
     "Look at Permissions in the connection's details. Have the role added to the application or the right "
     "given to the user, then reconnect where the provider asks for a new consent. If the data is not "
     "needed, take the marketplace out of the selection or switch the stream off.",
     "If the provider's console shows that the right is given and the call is still refused after a new "
     "consent.",
     kPaste, ""},
    {"throttled", "throttled", "", "The provider asks to slow down",
     "More was asked for than the provider allows at present. Other programs that use the same account or "
     "application share the allowance.",
     "It waits as long as the provider says, slows the budget of this operation down, and continues where it "
     "stopped. Nothing is lost.",
     "Usually nothing. If it goes on for a day: let other programs of the same application ask less, or "
     "raise the interval of the stream in the configuration.",
     "If a single call an hour is still refused for a day.", kPaste, ""},
    {"server", "server", "", "The provider has a fault",
     "The provider answered that the error is on its own side.",
     "It tries again with growing pauses, and the next run continues at the last commit. Connections are not "
     "marked as expired because of this.",
     "Usually nothing. See whether other connections have it too: then it is an outage, and the provider's "
     "status page may say more.",
     "If the same operation fails for more than two hours while others work.", kPaste, ""},
    {"network", "network", "", "The provider could not be reached",
     "No complete answer came: the name was not found, the connection was refused, cut or too slow, or the "
     "certificate was not accepted.",
     "It tries again with growing pauses and continues at the last commit.",
     "See whether all connections have it: then it is this machine's network, DNS, proxy or firewall. "
     "`mooring doctor` tries each host. If only one host is concerned, wait.",
     "Hardly ever: a provider that cannot be reached from one network only is a matter for the network's "
     "owner.",
     kPaste, ""},
    {"request_rejected", "request_rejected", "", "The provider refused the request itself",
     "The provider says that it does not accept what was asked: a marketplace that the account does not "
     "have, a parameter, a date, or a version that it does not support any more.",
     "It keeps nothing half-read and tries again by itself, with growing pauses. Where the answer means that "
     "the account is not in a marketplace, that one is set aside, the others go on, and it is tried again "
     "once a day.",
     "Read the provider's words in the entry. If they are about a marketplace that the account does not "
     "have, take it out of the selection. If a setting of the connection was changed lately, set it back. "
     "Otherwise look for a newer version of the plugin: interfaces of providers change on announced days.",
     "If the newest plugin has it as well; send the plugin's author a support bundle first.", kPaste, ""},
    {"bad_response", "bad_response", "", "The answer made no sense",
     "The provider answered with success, but what it sent was cut off, was not what its interface promises, "
     "or contradicts itself.",
     "It keeps nothing of that answer and tries again. Rows are stored only when they were read completely.",
     "Wait for the next run. If it stays, make a support bundle and send it to the plugin's author.",
     "If the answer is wrong at the provider's own pages too.", kPaste, ""},
    {"internal", "internal", "", "Mooring or the plugin failed",
     "The run was ended by the host, its store or the plugin, and not by the provider.",
     "It undid what was not committed, and tries again from the last commit.",
     "Read the message of the entry. If it speaks of the disk, make room. Else make a support bundle and "
     "report the fault.",
     "", "", ""},
    {"disk_full", "disk_full", "", "The disk is full, or the store cannot be written",
     "What was read could not be stored, so the run was not counted as a success.",
     "It keeps what is committed, writes nothing half, and continues by itself when there is room.",
     "Make room on the disk of the data folder, or move the folder. `mooring doctor` says how much is "
     "needed.",
     "", "", ""},
    {"not_connected", "not_connected", "", "Not connected",
     "There is no authorization in use: nobody has connected the account yet, or somebody disconnected it.",
     "It runs nothing for this connection. What is held stays and can be read.",
     "Connect. The account's owner signs in at the provider and consents.", "", "", ""},
    {"declared_failed", "declared_failed", "", "Connecting as the configuration says failed",
     "The configuration declares this connection with a refresh token, and it could not be connected with "
     "it.",
     "A provider that cannot be reached, or answers in an unexpected way, is asked again by itself, with "
     "pauses that grow to half an hour. What was refused is tried again when the host restarts.",
     "Read the reason. If it is the token, the account or the application: put it right in the configuration "
     "and restart the host. Connecting by hand works, too, and ends the attempts.",
     "", "", ""},
    {"no_marketplace", "no_marketplace", "", "Nothing is chosen",
     "The account is connected, but nothing is selected that could be synced, or nothing of it is available "
     "any more.",
     "It asks the provider once a day what is available, and announces what is new.",
     "Choose what should be synced. No new consent is needed.", "", "", ""},
    {"first_sync", "first_sync", "", "The first sync is under way",
     "The connection is new or was extended, and what was chosen has not been read completely yet.",
     "It stays within the limits of the provider, keeps what it has read even if it is interrupted, and "
     "shows the progress.",
     "Wait. Large accounts take hours, because reports are built one after another.", "", "", ""},
    {"stale", "stale", "", "The data is getting old",
     "The last success of a stream is longer ago than its threshold, and yet its latest run did not fail: "
     "runs are waiting, being cancelled, or not being made.",
     "It goes on by its schedule. A watchdog beside the schedule tells when a run that should have been made "
     "was not.",
     "See what the stream waits for. Refresh now if nothing waits. If runs wait for budget all day, read "
     "fewer streams, or less often.",
     "", "", ""},
    {"paused", "paused", "", "The connection is paused",
     "Somebody paused the connection, so there are no planned runs and its data grows old.",
     "Nothing, as asked: it makes no planned runs until somebody resumes it. Runs that are asked for by hand "
     "are made. It warns before the provider stops offering days that are not held yet.",
     "See in the activity log who paused it and when. Resume it: what was missed is read as far as the "
     "provider still has it.",
     "", "", ""},
    {"overdue", "overdue", "", "A run is overdue",
     "A run should have been made and was not. All places may be taken, or the schedule stands still.",
     "It makes the run as soon as it can: a missed slot runs once, not several times.",
     "See whether many runs are queued (Runs). If none is and nothing runs, restart the host and make a "
     "support bundle.",
     "", "", ""},
    {"brings_nothing", "brings_nothing", "", "Runs succeed and bring nothing",
     "The runs end well, but read no row, although this stream usually brings rows. Nothing is wrong with "
     "the connection itself.",
     "It marks the stream and goes on. The next row takes the mark away.",
     "See at the provider whether there really is nothing new. If there is: compare permissions, the "
     "selection and the settings of the connection with what they were before.",
     "If the provider's own pages show data that its interface does not give.", kPaste, ""},
    {"switched_off", "switched_off", "", "Every stream is switched off",
     "The configuration switches off every stream of this channel, so there is nothing to run.",
     "Nothing, as asked.", "Switch a stream on in the configuration, or disconnect.", "", "", ""},
    {"plugin_refused", "plugin_refused", "", "The plugin is not loaded",
     "The library of this channel is missing or was refused, so nothing of it can run.",
     "It keeps all data and authorizations. Other channels are not concerned.",
     "Open Plugins: it says why the library was refused. Put in one that fits this version of the host and "
     "restart.",
     "", "", ""},
};

}  // namespace

std::span<const PlaybookEntry> general_playbook() {
  return kGeneral;
}

}  // namespace mooring::host
