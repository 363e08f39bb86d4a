// Asks a channel whose account an access token opens. connections/ needs it before a grant is adopted; the
// one who can run plugin tasks (sync/) implements it.
#pragma once
#include <functional>
#include <string>

#include "base/secret.hpp"
#include "connections/channel_setup.hpp"
#include "plugins/task.hpp"
#include "store/models.hpp"

namespace mooring::host {

using IdentityResult = tl::expected<IdentityAction, Failure>;

// Whose account it was until now: a plugin whose provider tells no account recognises it by what it reaches.
struct KnownAccount {
  std::string id;  // as the callback told it, else as the connection knows it; may be empty
  std::vector<IdentityMarketplace> marketplaces;  // all that the connection has ever seen
};

class Identifier {
 public:
  virtual ~Identifier() = default;
  // Blocks the calling thread (an HTTP worker or the command line), at most limits::kIdentifyDeadline.
  virtual IdentityResult identify(const ConnectionRow& connection, const ChannelSetup& setup,
                                  const Secret& access_token, const KnownAccount& known) = 0;
  // The same without blocking: core executor; done follows there, within limits::kIdentifyDeadline.
  virtual void start(const ConnectionRow& connection, const ChannelSetup& setup, const Secret& access_token,
                     const KnownAccount& known, std::function<void(IdentityResult)> done) = 0;
  // Any thread: those of the connection that are under way end soon, with FailureKind::cancelled.
  virtual void cancel(const std::string& connection_id) = 0;
};

}  // namespace mooring::host
