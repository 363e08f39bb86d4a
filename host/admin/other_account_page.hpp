// The page of a consent that another account gave than the one that was expected: it names both, and offers what can be
// done. Pure.
#pragma once
#include <string>

#include "admin/http/message.hpp"
#include "connections/service.hpp"

namespace mooring::host::admin {

// `trouble`: what a choice that was made came to grief by; without message: none was made yet.
http::Response other_account_page(const OtherAccount& other, const Error& error,
                                  const std::string& request_id, const Error& trouble = {});

}  // namespace mooring::host::admin
