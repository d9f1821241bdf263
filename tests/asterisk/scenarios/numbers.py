"""Numbers that the dialplan knows (etc/extensions.conf)."""
IVR = "4930555100"              # 1 support, 2 sales, 3 tech, 9 vip
IVR_SHORT = "4930555101"        # 1 quick, 2 announcement, 0 voicemail; gives up after 2 s
SUPPORT, SALES, TECH, VIP, RUSH = ("493055520%d" % n for n in range(5))
QUICK, SMALL, NESTED = ("493055520%d" % n for n in (5, 6, 7))
SUPPORT_6S = "4930555299"       # support, gives up after 6 s
GROUP, GROUP_3S = "4930555302", "4930555303"
PHONE_THEN_VOICEMAIL, VOICEMAIL = "4930555310", "4930555311"
TWO_QUEUES, THREE_QUEUES = "4930555320", "4930555321"
SALES_THEN_VOICEMAIL = "4930555330"
SUPPORT_ANNOUNCED = "4930555340"
ANNOUNCEMENT = "4930555350"


def did(extension):
    """The direct number of an extension."""
    return "49305555" + extension
