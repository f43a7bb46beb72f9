"""Where the corrected CloudWatch answers; moto reads these two names."""

from .response import StoredCloudWatchResponse

url_bases = [r"https?://monitoring\.(.+)\.amazonaws.com"]
url_paths = {"{0}/$": StoredCloudWatchResponse.dispatch}
