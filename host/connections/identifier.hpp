// Asks a channel whose account an access token opens. connections/ needs it before a grant is adopted; the
// one who can run plugin tasks (sync/) implements it.
#pragma once
#include <string>

#include "base/secret.hpp"
#include "connections/channel_setup.hpp"
#include "plugins/task.hpp"
#include "store/models.hpp"

namespace mooring::host {

class Identifier {
 public:
  virtual ~Identifier() = default;
  // Blocks the calling thread (an HTTP worker or the command line), at most limits::kIdentifyDeadline.
  virtual tl::expected<IdentityAction, Failure> identify(const ConnectionRow& connection,
                                                         const ChannelSetup& setup,
                                                         const Secret& access_token,
                                                         const std::string& account_id) = 0;
};

}  // namespace mooring::host
