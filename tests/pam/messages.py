# SPDX-License-Identifier: ISC
"""The log lines as the requirements print them (3.1, 3.4), and from M-70 on
ours.  Written here a second time, so that a slip in the header shows."""

WHO = "service={} tty={} ruser={} rhost={}"

TEXTS = {
    "M-01": ("err", 'ACL file "{}" must only be accessible by user id root'),
    "M-02": ("err", 'Failed to acl file read "{}"'),
    "M-04": ("err", "Cannot look up user id {}"),
    "M-05": ("err", "Failed to secret file read {}"),
    "M-06": ("err", "Secret file {} must only be accessible by {}"),
    "M-07": ("err", "Invalid file size for {}"),
    "M-08": ("err", "Could not read {}"),
    "M-09": ("err", "Invalid file contents in {}"),
    "M-10": ("err", "Failed to create tmp secret file[{}]"),
    "M-11": ("err", "Failed to open tmp secret file {}~[{}]"),
    "M-12": ("err", "Secret file {} changed while trying to use one-time "
                    "authentication key"),
    "M-13": ("err", "Failed to update secret file {}[{}]"),
    "M-14": ("err", "Invalid RATE_LIMIT option. Check {}"),
    "M-15": ("err", "Invalid list of timestamps in RATE_LIMIT. Check {}"),
    "M-16": ("info", "Try to update RATE_LIMIT line.[{}]"),
    "M-17": ("warning", "Too many concurrent login attempts. "
                        "Please try again."),
    "M-18": ("err", "Invalid WINDOW_SIZE option in {}"),
    "M-19": ("warning", "Trying to reuse a previously used time-based code. "
                        "Retry again in {} seconds. Warning! This might mean, "
                        "you are currently subject to a man-in-the-middle "
                        "attack."),
    "M-20": ("crit", "Failed to allocate memory when updating {}"),
    "M-21": ("err", "Can't find SECURE_KEY[{}]"),
    "M-22": ("err", "Verification code generation failed.[{}]"),
    "M-23": ("notice", "Invalid verification code"),
    "M-25": ("err", "No user name available when checking verification code"),
    "M-29": ("err", "Failed to compute location of secret file"),
    "M-30": ("err", "Failed to compute location of encrypt flag"),
    "M-31": ("notice", "Did not receive verification code from user"),
    "M-50": ("info", "authentication key : authentication succeeded for user "
                     "{} (" + WHO + ")"),
    "M-51": ("warning", "emergency authentication key : authentication "
                        "succeeded for user {} (" + WHO + " remaining={})"),
    "M-52": ("notice", "ACL {} : second authentication skipped for user {} "
                       "(" + WHO + ")"),
    "M-53": ("notice", "authentication key : User {} authentication failed "
                       "(" + WHO + ")"),
    "M-54": ("warning", "user {} locked after {} failures until {}"),
    "M-55": ("notice", "verification code matches step {}; check the clock of "
                       "this server and of the device"),
    "M-56": ("warning", 'HOSTNAME "{}" does not match this server "{}"'),
    "M-58": ("err", 'Unrecognized option "{}"'),
    "M-70": ("err", "Failed to lock secret file {}[{}]"),
    "M-71": ("err", "Failed to read host key {}[{}]"),
    "M-72": ("err", "Failed to take on the identity of user {}[{}]"),
    "M-73": ("err", "{}: line {}: {}"),
    "M-74": ("warning", 'ACL file "{}" with ACL_TYPE allow is empty: '
                        "everybody but root is exempt"),
    "M-75": ("warning", "{} in {} is outside the recommended range"),
    "M-76": ("notice", "{} in {}: a used code stays valid for its window"),
    "M-77": ("notice", "both nullok and forward_pass are given: forward_pass "
                       "decides"),
    "M-78": ("err", "{} is not supported"),
    "M-79": ("debug", "{}: {}"),
    "M-80": ("notice", "no secret file for user {}: ignored as asked by "
                       "unenrolled=ignore"),
    "M-81": ("err", "{}: {}"),
    "M-82": ("err", "Failed to give the process its identity back: access is "
                    "refused"),
}


def message(name, *places):
    """(severity, text) of a log line."""
    severity, text = TEXTS[name]
    return severity, text.format(*places)
