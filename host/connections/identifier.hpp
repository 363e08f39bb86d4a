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

class Identifier {
 public:
  virtual ~Identifier() = default;
  // Blocks the calling thread (an HTTP worker or the command line), at most limits::kIdentifyDeadline.
  // account_id: as the callback told it, else as the connection knows it; may be empty.
  virtual IdentityResult identify(const ConnectionRow& connection, const ChannelSetup& setup,
                                  const Secret& access_token, const std::string& account_id) = 0;
  // The same without blocking: core executor; done follows there, within limits::kIdentifyDeadline.
  virtual void start(const ConnectionRow& connection, const ChannelSetup& setup, const Secret& access_token,
                     const std::string& account_id, std::function<void(IdentityResult)> done) = 0;
};

}  // namespace mooring::host
