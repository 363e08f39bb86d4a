// A layer under SQLite that fails on demand: the k-th write or sync returns an error, once or from then on.
// Registered as the default VFS while it lives; databases opened meanwhile go through it,
// and must be closed first.
#pragma once
#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <stdexcept>

namespace mooring::test {

class FaultVfs {
 public:
  FaultVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.zName = "mooring-fault";
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.xOpen = open;
    if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK)
      throw std::runtime_error("cannot register the fault VFS");
  }
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;
  ~FaultVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
  }

  // The k-th call from now on (1: the next) fails with `code`; sticky: and every later one.
  void fail_write(int k, int code, bool sticky) { write_.arm(k, code, sticky); }
  void fail_sync(int k, int code, bool sticky) { sync_.arm(k, code, sticky); }
  void heal() {
    write_.arm(0, SQLITE_OK, false);
    sync_.arm(0, SQLITE_OK, false);
  }
  int failures() const { return write_.failures + sync_.failures; }

 private:
  struct Fault {
    std::atomic<int> left{0}, code{SQLITE_OK}, failures{0};
    std::atomic<bool> sticky{false};
    void arm(int k, int error, bool stay) {
      code = error;
      sticky = stay;
      left = k;
    }
    int next() {
      if (left == 0) return SQLITE_OK;
      if (left > 1) {
        --left;
        return SQLITE_OK;
      }
      if (!sticky) left = 0;
      ++failures;
      return code;
    }
  };
  // What SQLite sees; the real file follows it in memory.
  struct File {
    sqlite3_file base;
    FaultVfs* owner;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static File* own(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return own(file)->real(); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* self = static_cast<FaultVfs*>(vfs->pAppData);
    own(file)->owner = self;
    own(file)->base.pMethods = nullptr;
    real(file)->pMethods = nullptr;
    int code = self->real_->xOpen(self->real_, name, real(file), flags, out_flags);
    if (real(file)->pMethods) own(file)->base.pMethods = methods();
    return code;
  }
  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods kMethods = {
        2,
        [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
        [](sqlite3_file* f, void* out, int n, sqlite3_int64 at) {
          return real(f)->pMethods->xRead(real(f), out, n, at);
        },
        [](sqlite3_file* f, const void* in, int n, sqlite3_int64 at) {
          int code = own(f)->owner->write_.next();
          return code != SQLITE_OK ? code : real(f)->pMethods->xWrite(real(f), in, n, at);
        },
        [](sqlite3_file* f, sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); },
        [](sqlite3_file* f, int flags) {
          int code = own(f)->owner->sync_.next();
          return code != SQLITE_OK ? code : real(f)->pMethods->xSync(real(f), flags);
        },
        [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
        [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); },
        [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
        [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
        [](sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); },
        [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
        [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
        [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
          return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
        },
        [](sqlite3_file* f, int offset, int n, int flags) {
          return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
        },
        [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
        [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
        nullptr,
        nullptr,
    };
    return &kMethods;
  }

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  Fault write_, sync_;
};

}  // namespace mooring::test
