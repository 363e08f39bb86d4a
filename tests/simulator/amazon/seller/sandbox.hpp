// Amazon's static sandbox: the models list requests and what the sandbox answers to each. Read from a folder with Amazon's models
// (--sandbox-models), which belong to Amazon and are no part of this tree. Immutable, any thread.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulator/amazon/http.hpp"

namespace mooring::amazon_simulator::seller {

inline constexpr std::string_view kSandboxPrefix =
    "/sandbox";  // before the region, as Amazon has it before the host

class Sandbox {
 public:
  static host::Result<Sandbox> read(const std::string& folder);

  // `path` below the region. 400 where no example has these parameters, 403 where the models know no such operation.
  Reply answer(const Request& request, std::string_view path) const;
  size_t operations() const { return operations_.size(); }

 private:
  struct Example {
    int status = 200;
    std::map<std::string, std::string> parameters;  // without the body; lists with commas
    std::string body;                               // canonical JSON; empty: whatever it is
    std::string response;
  };
  struct Operation {
    std::string method;
    std::vector<std::string> path;  // its parts; "{name}" stands for anything
    std::vector<Example> examples;
  };
  struct Reader;

  std::vector<Operation> operations_;
};

}  // namespace mooring::amazon_simulator::seller
