#include "product_pass.hpp"

#include "api.hpp"

namespace amazon_ads {

using namespace mooring;

void require_ok(const HttpResponse& answer, Product product) {
  if (answer.ok()) return;
  if (product != Product::none && lacks_product(answer)) throw NotOffered(product, refusal(answer));
  throw refusal(answer);
}

Task<> ProductPass::read(Context& ctx, Task<std::optional<Notice>> product) {
  std::optional<Notice> notice;
  try {
    notice = co_await std::move(product);
    note_success();
  } catch (const NotOffered& absence) {
    notice = note(absence);
  } catch (const Failure& failure) {
    if (ends_run(failure)) throw;
    note(failure);
  }
  if (notice) co_await ctx.notice(std::move(*notice));
}

Notice ProductPass::note(const NotOffered& absence) {
  if (!first_absence_) first_absence_ = absence.why();
  Notice notice("not_permitted", absence.why());
  notice.message = "Nothing of " + std::string(title_of(absence.product())) + " is read for this profile. " +
                   absence.why().message();
  return notice;
}

void ProductPass::finish() const {
  if (first_failure_) throw *first_failure_;
  if (good_ == 0 && first_absence_) throw *first_absence_;
}

}  // namespace amazon_ads
